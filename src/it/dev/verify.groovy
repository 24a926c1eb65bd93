// SPDX-License-Identifier: Apache-2.0
// The goal dev: a save is built and booted, a save that does not compile is told and waited over, and what is
// forwarded stays where it is.
import java.util.concurrent.TimeUnit

def mvn = new File(System.getProperty('maven.home'), 'bin/mvn').path
def settings = new File(basedir.parentFile, 'interpolated-settings.xml').path
def source = new File(basedir, 'src/main/pascal/Edited.pas')
def first = source.text
def log = new File(basedir, 'dev.log')
def dev = new ProcessBuilder(mvn, '-B', '-o', '-s', settings, "-Dmaven.repo.local=$localRepositoryPath",
    'toro:dev', '-Dtoro.dev.builds=4').directory(basedir).redirectErrorStream(true).redirectOutput(log).start()
// What was said since the last save, once it holds the text.
def said = 0
def await = { String text ->
    def deadline = System.nanoTime() + TimeUnit.SECONDS.toNanos(120)
    while (!log.text.substring(said).contains(text)) {
        assert dev.alive : log.text
        assert System.nanoTime() < deadline : "'$text' is not in:\n" + log.text
        Thread.sleep(10)
    }
}
def save = { String text ->
    said = log.text.length()
    source.text = text
}
try {
    await('version 1')
    await('waiting for a change')
    save(first.replace('version 1', 'version 2'))
    await('version 2')
    await('waiting for a change')
    save(first.replace('version 1', "version 3'"))
    await('Edited.pas:8:')
    await('waiting for a change')
    save("program Edited;\nbegin\n  WriteLn('version 4');\nend.\n")
    assert dev.waitFor(120, TimeUnit.SECONDS) : log.text
} finally {
    dev.descendants().forEach { it.destroyForcibly() }
    dev.destroyForcibly()
}
assert log.text.contains('version 4')
assert dev.exitValue() == 0 : log.text
def ports = (log.text =~ /port 7 at (127\.0\.0\.1:\d+)/).collect { it[1] }
assert ports.size() == 3
assert ports.unique().size() == 1
