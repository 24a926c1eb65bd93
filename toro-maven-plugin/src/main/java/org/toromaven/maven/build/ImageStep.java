// SPDX-License-Identifier: Apache-2.0
package org.toromaven.maven.build;

import com.grack.nanojson.JsonObject;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import org.toromaven.appliance.CompiledProgram;
import org.toromaven.compiler.CompilerException;
import org.toromaven.compiler.LinkInput;
import org.toromaven.image.ImageBuilder;
import org.toromaven.image.ImageFormat;
import org.toromaven.image.ImageRequest;
import org.toromaven.image.ImageResult;
import org.toromaven.image.bytes.ElfFormatException;
import org.toromaven.image.link.Diagnostic;
import org.toromaven.image.link.LinkException;
import org.toromaven.image.report.SizeReport;
import org.toromaven.maven.report.Advice;
import org.toromaven.maven.report.ApplianceException;
import org.toromaven.maven.report.Json;
import org.toromaven.maven.report.Narrator;
import org.toromaven.maven.report.Sizes;

/** Compiles if need be, then links and writes the images, unless nothing has changed. */
public final class ImageStep {
  private static final String FINGERPRINT = "fingerprint";
  private static final int GROWTH_LINES = 5;

  private final AppliancePlan plan;
  private final Narrator narrator;
  private final Path record;
  private final ReportWriting reports;

  /**
   * @param plan what to build
   * @param narrator told what happens
   */
  public ImageStep(AppliancePlan plan, Narrator narrator) {
    this(plan, narrator, ReportWriting.AT_ONCE);
  }

  /**
   * @param plan what to build
   * @param narrator told what happens
   * @param reports when the reports are written
   */
  public ImageStep(AppliancePlan plan, Narrator narrator, ReportWriting reports) {
    this.plan = plan;
    this.narrator = narrator;
    this.reports = reports;
    this.record = plan.workDirectory().resolve("image.json");
  }

  /**
   * Makes the images.
   *
   * @throws ApplianceException the program does not compile or link, or is larger than allowed
   * @throws CompilerException there is no compiler, or it is at fault
   */
  public BuiltImage run() throws ApplianceException, CompilerException, IOException {
    CompiledProgram program = new CompileStep(plan, narrator).compile(false);
    new DiskStep(plan, narrator).run();
    for (Path object : EmbeddingStep.pack(plan)) {
      program = program.with(object);
    }
    Fingerprint fingerprint = fingerprint(program);
    Optional<JsonObject> before = Json.read(record);
    Optional<BuiltImage> old = before.map(BuiltImage::of);
    Optional<String> reason = reasonToLink(before, old, fingerprint);
    BuiltImage image =
        reason.isEmpty() ? old.orElseThrow() : link(program, fingerprint, reason.get());
    tell(image, old, reason.isEmpty());
    checkSize(image, old);
    return image;
  }

  private Optional<String> reasonToLink(
      Optional<JsonObject> before, Optional<BuiltImage> old, Fingerprint now) throws IOException {
    if (old.isEmpty()) {
      return Optional.of("not linked yet");
    }
    Fingerprint then = Fingerprint.of(before.orElseThrow().getObject(FINGERPRINT));
    Optional<String> change = now.changeSince(then);
    if (change.isPresent()) {
      return change;
    }
    return old.get().isIntact() ? Optional.empty() : Optional.of("the image is gone or changed");
  }

  private BuiltImage link(CompiledProgram program, Fingerprint fingerprint, String reason)
      throws ApplianceException, IOException {
    narrator.info("linking " + plan.image().file().getFileName() + " (" + reason + ")");
    ImageResult result = callLinker(program);
    List<BuiltImage.ImageFile> files = new ArrayList<>();
    for (ImageFormat format : plan.image().formats()) {
      files.add(BuiltImage.ImageFile.of(format.id(), plan.image().fileOf(format)));
    }
    BuiltImage.ImageFile main = files.get(0);
    SizeReport sizes =
        SizeReport.of(
            main.path().getFileName().toString(),
            main.sizeBytes(),
            result,
            SizeShares.owners(programObjects(program)));
    BuiltImage image =
        new BuiltImage(files, result.memoryBytes(), SizeShares.of(sizes), sizes.bytesByUnit());
    JsonObject json = image.toJson();
    json.put(FINGERPRINT, fingerprint.toJson());
    reports.accept(
        () -> {
          new ImageReports(plan).write(sizes, program, main);
          Json.write(record, json);
        });
    return image;
  }

  /** The names of the objects that were made of the project's own sources. */
  private Set<String> programObjects(CompiledProgram program) {
    List<Path> folders = new ArrayList<>(plan.compiler().unitPaths());
    folders.add(plan.workDirectory());
    folders.add(plan.sourceDirectory());
    return program.linkInputs().stream()
        .map(LinkInput::file)
        .filter(file -> folders.stream().anyMatch(file::startsWith))
        .map(file -> file.getFileName().toString())
        .collect(Collectors.toSet());
  }

  private ImageResult callLinker(CompiledProgram program) throws ApplianceException, IOException {
    String name = program.program().getFileName().toString();
    try {
      return ImageBuilder.build(request(program));
    } catch (ElfFormatException e) {
      throw new ApplianceException(Advice.damagedObject(e.getMessage()), e);
    } catch (LinkException e) {
      List<String> problems = e.diagnostics().stream().map(Diagnostic::message).toList();
      boolean cLibrary = e.diagnostics().stream().anyMatch(Diagnostic::cLibrary);
      throw new ApplianceException(Advice.doesNotLink(name, problems, cLibrary), e);
    }
  }

  private ImageRequest request(CompiledProgram program) throws IOException {
    Files.createDirectories(plan.workDirectory());
    Files.createDirectories(plan.image().file().toAbsolutePath().getParent());
    ImageRequest.Builder builder =
        program
            .imageRequest()
            .commandLine(plan.image().commandLine())
            .linkMap(plan.workDirectory().resolve("Toro.map"))
            .debugFile(plan.workDirectory().resolve("Toro.debug"));
    for (ImageFormat format : plan.image().formats()) {
      builder.output(format, plan.image().fileOf(format));
    }
    return builder.build();
  }

  private Fingerprint fingerprint(CompiledProgram program) throws IOException {
    Fingerprint.Builder builder =
        Fingerprint.builder()
            .value("toro-maven-plugin", ToolStamp.ofImageStep(plan.toolVersion()))
            .value("<image><formats>", plan.image().formats())
            .value("<image><file>", plan.image().file())
            .value("<image><commandLine>", plan.image().commandLine())
            .value("the kernel's override list", program.overrides());
    int position = 0;
    for (LinkInput input : program.linkInputs()) {
      position++;
      builder.stamp("object " + position + " " + input.file().getFileName(), input.file());
    }
    return builder.build();
  }

  private void tell(BuiltImage image, Optional<BuiltImage> old, boolean upToDate) {
    BuiltImage.ImageFile file = image.main();
    String size = file.path().getFileName() + " " + Sizes.text(file.sizeBytes());
    String shares = ": " + image.shares().text();
    if (upToDate) {
      narrator.info(size + shares + " (nothing to link)");
      return;
    }
    long growth = old.map(o -> file.sizeBytes() - o.main().sizeBytes()).orElse(0L);
    narrator.info(size + SizeShares.growthText(growth) + shares);
  }

  private void checkSize(BuiltImage image, Optional<BuiltImage> old) throws ApplianceException {
    long max = plan.image().maxSizeBytes();
    BuiltImage.ImageFile file = image.main();
    if (max > 0 && file.sizeBytes() > max) {
      List<String> growth =
          old.map(before -> image.growthSince(before, GROWTH_LINES)).orElse(List.of());
      throw new ApplianceException(
          Advice.imageTooLarge(
              file.path().getFileName().toString(), file.sizeBytes(), max, growth));
    }
  }
}
