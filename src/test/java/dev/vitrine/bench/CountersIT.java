package dev.vitrine.bench;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** {@code src/bench/counters.sh}, by which {@code src/bench/run} decides whether a measurement counts. */
class CountersIT {
    private static final String NO_REFUSAL = "";

    @TempDir
    Path proc;

    /** 250,000 ticks of 10 ms are more than 2^31 microseconds, at which the printf of mawk stops. */
    @Test
    void aCoreThatWasBusyForMoreThanTwoToThe31MicrosecondsIsStillCounted() throws Exception {
        writeStat("cpu0 250000 1000 3000 999999 88888 0 0 2000 0 0");

        assertThat(counters("core_micros 0")).isEqualTo("2560000000");

        writeStat("cpu0 250050 1010 3005 999999 99999 0 0 2035 0 0");

        assertThat(counters("core_micros 0")).isEqualTo("2561000000");
    }

    @Test
    void aCoreIsNotTakenForAnotherWhoseNumberBeginsAlike() throws Exception {
        writeStat("cpu10 9 9 9 9 9 9 9 9 0 0\ncpu1 100 0 0 0 0 0 0 0 0 0");

        assertThat(counters("core_micros 1")).isEqualTo("1000000");
    }

    @Test
    void timeOfInterruptsBelongsToTheCoreWhereItIsChargedToProcesses() throws Exception {
        writeStat("cpu0 100 0 0 0 0 20 30 0 0 0");

        assertThat(counters("core_micros 0")).isEqualTo("1500000");
    }

    @Test
    void timeOfInterruptsIsLeftOutWhereTheKernelChargesItToNoProcess() throws Exception {
        writeStat("cpu0 100 0 0 0 0 20 30 0 0 0");
        Files.writeString(proc.resolve("config"), "CONFIG_TICK_CPU_ACCOUNTING=y\nCONFIG_IRQ_TIME_ACCOUNTING=y\n");

        assertThat(counters("core_micros 0")).isEqualTo("1000000");
    }

    @Test
    void aCoreThatIsNotThereIsAnError() throws Exception {
        writeStat("cpu0 100 0 0 0 0 0 0 0 0 0");

        assertThat(counters("core_micros 7 || echo failed")).contains("there is no core 7", "failed");
    }

    @Test
    void aProcessIsCountedBeyondTwoToThe31MicrosecondsWhateverItsName() throws Exception {
        Files.createDirectories(proc.resolve("42"));
        Files.writeString(
                proc.resolve("42/stat"), "42 (a) R 1 (b)) S 1 42 42 0 -1 4194560 9 9 9 9 200000 60000 7 7 20 0 15 0");

        assertThat(counters("process_micros 42")).isEqualTo("2600000000");
    }

    @ParameterizedTest
    @CsvSource({
        "5900000, 6000000, 6050000, 6000000",
        "5900000, 6080000, 6050000, 6000000",
        "6100000, 6000000, 6050000, 6000000",
        "3000000, 3000000, 6050000, 6000000",
    })
    void aMeasurementWithinTheBoundsIsAccepted(long process, long core, long elapsed, long loaded) throws Exception {
        assertThat(refusal(1000, process, core, elapsed, loaded)).isEqualTo(NO_REFUSAL);
    }

    @ParameterizedTest
    @CsvSource({
        "5500000, 5681000, 6000000, 6000000, 3.0 %",
        "4000000, 6000000, 6100000, 6000000, 33.3 %",
        "3000000000, 6000000000, 6100000000, 6000000000, 50.0 %",
    })
    void aMeasurementWhileOthersUsedMoreThanThreePercentIsRefused(
            long process, long core, long elapsed, long loaded, String share) throws Exception {
        assertThat(refusal(1000, process, core, elapsed, loaded))
                .isEqualTo("others used " + share + " of the core, more than 3 %");
    }

    @ParameterizedTest
    @CsvSource({
        "0, 5900000, 6000000, 6050000, 6000000",
        "1000, 0, 6000000, 6050000, 6000000",
        "1000, 5900000, 0, 6050000, 6000000",
        "1000, 5900000, -1, 6050000, 6000000",
        "1000, 5900000, 6000000, 6050000, 0",
    })
    void aMeasurementInWhichACounterDidNotMoveIsRefused(
            long requests, long process, long core, long elapsed, long loaded) throws Exception {
        assertThat(refusal(requests, process, core, elapsed, loaded))
                .startsWith("impossible: " + requests + " answers");
    }

    @Test
    void aNegativeShareOfOthersIsRefused() throws Exception {
        assertThat(refusal(1000, 5900000, 5000000, 6050000, 6000000))
                .isEqualTo("impossible: others used -15.0 % of the core");
    }

    @Test
    void aCoreThatWasBusyForMoreThanAllOfTheTimeIsRefused() throws Exception {
        assertThat(refusal(1000, 6900000, 7000000, 6050000, 6000000))
                .isEqualTo("impossible: the core was busy for 115.7 % of the time");
    }

    private String refusal(long requests, long process, long core, long elapsed, long loaded) throws Exception {
        return counters("refusal " + requests + " " + process + " " + core + " " + elapsed + " " + loaded);
    }

    private void writeStat(String cores) throws IOException {
        Files.writeString(proc.resolve("stat"), "cpu  1 1 1 1 1 1 1 1 0 0\n" + cores + "\nctxt 12345\n");
    }

    /** Returns what a command prints that has the script's functions, with these files in place of the kernel's. */
    private String counters(String command) throws Exception {
        ProcessBuilder bash =
                new ProcessBuilder("bash", "-c", "set -euo pipefail; . src/bench/counters.sh; " + command);
        bash.environment().put("PROC", proc.toString());
        bash.environment().put("KERNEL_CONFIG", proc.resolve("config").toString());
        bash.environment().put("CLOCK_TICKS", "100");
        Process process = bash.redirectErrorStream(true).start();
        return new String(process.getInputStream().readAllBytes(), UTF_8).strip();
    }
}
