// SPDX-License-Identifier: Apache-2.0
package org.toromaven.maven.boot;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardWatchEventKinds;
import java.nio.file.WatchEvent;
import java.nio.file.WatchKey;
import java.nio.file.WatchService;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;

/** Waits for somebody to save a file in a folder or below it. */
final class SourceWatch implements AutoCloseable {
  /**
   * Editors save in several steps, within a millisecond or two: a change is over when nothing has
   * happened for so long. A step that comes later is a change of its own.
   */
  private static final long CALM_MS = 15;

  private final WatchService service;
  private final Path root;

  private SourceWatch(WatchService service, Path root) {
    this.service = service;
    this.root = root;
  }

  static SourceWatch of(Path folder) throws IOException {
    SourceWatch watch = new SourceWatch(folder.getFileSystem().newWatchService(), folder);
    watch.register();
    return watch;
  }

  /** Returns after a change, once the files are calm. */
  void awaitChange() throws IOException, InterruptedException {
    WatchKey key = service.take();
    while (key != null) {
      for (WatchEvent<?> event : key.pollEvents()) {
        if (event.kind() == StandardWatchEventKinds.ENTRY_CREATE) {
          register();
        }
      }
      key.reset();
      key = service.poll(CALM_MS, TimeUnit.MILLISECONDS);
    }
  }

  /** A folder that is registered already stays as it is. */
  private void register() throws IOException {
    try (Stream<Path> files = Files.walk(root)) {
      for (Path folder : files.filter(Files::isDirectory).toList()) {
        WatchKey unused =
            folder.register(
                service,
                StandardWatchEventKinds.ENTRY_CREATE,
                StandardWatchEventKinds.ENTRY_MODIFY,
                StandardWatchEventKinds.ENTRY_DELETE);
      }
    }
  }

  @Override
  public void close() throws IOException {
    service.close();
  }
}
