// SPDX-License-Identifier: Apache-2.0
package org.toromaven.checks;

import static org.assertj.core.api.Assertions.assertThat;

import com.sun.source.tree.CompilationUnitTree;
import com.sun.source.tree.MethodTree;
import com.sun.source.util.JavacTask;
import com.sun.source.util.SourcePositions;
import com.sun.source.util.TreeScanner;
import com.sun.source.util.Trees;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import javax.tools.JavaCompiler;
import javax.tools.StandardJavaFileManager;
import javax.tools.ToolProvider;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

/** Measures every Java method with the compiler's own parser. */
final class MethodLengthTest {

  private static final int LINES_MAX = 70;

  @Test
  @DisplayName("No Java method is longer than 70 lines")
  void methodsAreShort() throws IOException {
    List<String> offences = new ArrayList<>();
    JavaCompiler compiler = ToolProvider.getSystemJavaCompiler();
    try (StandardJavaFileManager manager = compiler.getStandardFileManager(null, null, null)) {
      List<Path> files = Repository.files(".java");
      JavacTask task =
          (JavacTask)
              compiler.getTask(
                  null,
                  manager,
                  diagnostic -> {},
                  List.of("-proc:none"),
                  null,
                  manager.getJavaFileObjectsFromPaths(files));
      SourcePositions positions = Trees.instance(task).getSourcePositions();
      for (CompilationUnitTree unit : task.parse()) {
        unit.accept(new MethodMeasure(unit, positions, offences), null);
      }
    }
    assertThat(offences).isEmpty();
  }

  private static final class MethodMeasure extends TreeScanner<Void, Void> {
    private final CompilationUnitTree unit;
    private final SourcePositions positions;
    private final List<String> offences;

    MethodMeasure(CompilationUnitTree unit, SourcePositions positions, List<String> offences) {
      this.unit = unit;
      this.positions = positions;
      this.offences = offences;
    }

    @Override
    public Void visitMethod(MethodTree method, Void nothing) {
      if (method.getBody() != null) {
        long first = line(positions.getStartPosition(unit, method.getBody()));
        long lines = line(positions.getEndPosition(unit, method.getBody())) - first + 1;
        if (lines > LINES_MAX) {
          Path file = Path.of(unit.getSourceFile().toUri());
          offences.add(
              Repository.name(file)
                  + ":"
                  + first
                  + ": "
                  + method.getName()
                  + ": "
                  + lines
                  + " lines");
        }
      }
      return super.visitMethod(method, null);
    }

    private long line(long position) {
      return unit.getLineMap().getLineNumber(position);
    }
  }
}
