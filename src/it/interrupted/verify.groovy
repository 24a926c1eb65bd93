// SPDX-License-Identifier: Apache-2.0
// Ctrl-C in the middle of mvn verify: the build ends, and no VMM is left.
import java.util.concurrent.TimeUnit

// A variable that the VMM inherits tells it from those of other builds.
def mine = "TORO_TEST_BUILD=${basedir.path}"
def vmms = {
    ProcessHandle.allProcesses().filter { it.info().command().orElse('').contains('qemu') }
        .filter {
            def variables = new File("/proc/${it.pid()}/environ")
            variables.canRead() && variables.text.contains(mine)
        }.count()
}
def until = { long seconds, condition ->
    def deadline = System.nanoTime() + TimeUnit.SECONDS.toNanos(seconds)
    while (!condition() && System.nanoTime() < deadline) { Thread.sleep(20) }
    condition()
}
def mvn = new File(System.getProperty('maven.home'), 'bin/mvn').path
def settings = new File(basedir.parentFile, 'interpolated-settings.xml').path
def log = new File(basedir, 'interrupted.log')
// What a shell runs in the background ignores INT; this build must not.
def build = new ProcessBuilder('env', '--default-signal=INT', mine, mvn, '-B', '-o', '-s', settings, "-Dmaven.repo.local=$localRepositoryPath",
    'verify', '-Dtoro.vmm.commandLine=loop').directory(basedir).redirectErrorStream(true).redirectOutput(log).start()
assert until(120) { vmms() > 0 || !build.alive }
assert build.alive : log.text
assert new ProcessBuilder('kill', '-INT', build.pid() as String).start().waitFor() == 0
assert build.waitFor(120, TimeUnit.SECONDS)
assert build.exitValue() != 0 : log.text
assert until(60) { vmms() == 0 }
