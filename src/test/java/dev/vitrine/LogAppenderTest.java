package dev.vitrine;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import ch.qos.logback.classic.Level;
import ch.qos.logback.classic.Logger;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.io.PrintStream;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.slf4j.LoggerFactory;

/** The log, with a reader of standard output that reads, does not read, reads again, and has gone. */
@Timeout(20)
class LogAppenderTest {
    private static final int MAX_QUEUED = 10;

    private final Logger logger = (Logger) LoggerFactory.getLogger("log-appender-test");
    private final Pipe pipe = new Pipe();
    private final ByteArrayOutputStream lastResort = new ByteArrayOutputStream();
    private final LogAppender appender =
            new LogAppender(pipe, new PrintStream(lastResort, true), MAX_QUEUED, new LogEncoder(false));

    /** Standard output: a write waits while nothing is read, and fails once the reader has gone. */
    private static final class Pipe extends OutputStream {
        private final ByteArrayOutputStream written = new ByteArrayOutputStream();
        private final CountDownLatch isWriting = new CountDownLatch(1);
        private final CountDownLatch isRead = new CountDownLatch(1);
        private volatile boolean hasGone;

        @Override
        public void write(int one) {
            throw new UnsupportedOperationException();
        }

        @Override
        public void write(byte[] line) throws IOException {
            isWriting.countDown();
            try {
                isRead.await();
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
            }
            if (hasGone) {
                throw new IOException("Broken pipe");
            }
            written.write(line);
        }

        String lines() {
            return written.toString(UTF_8);
        }
    }

    @BeforeEach
    void install() {
        appender.setContext(logger.getLoggerContext());
        appender.start();
        logger.setAdditive(false);
        logger.setLevel(Level.INFO);
        logger.addAppender(appender);
    }

    @AfterEach
    void remove() {
        logger.detachAppender(appender);
        pipe.isRead.countDown();
        appender.stop();
    }

    private void end() throws Exception {
        appender.stop();
        appender.ended().get(10, TimeUnit.SECONDS);
    }

    /** Logs one line that the writer hangs in, and so many behind it. */
    private void logWhileNothingIsRead(int lines) throws InterruptedException {
        logger.info("first");
        pipe.isWriting.await();
        for (int i = 0; i < lines; i++) {
            logger.info("line {}", i);
        }
    }

    @Test
    void whatWaitsIsWrittenAtTheEndInItsOrder() throws Exception {
        pipe.isRead.countDown();
        logger.info("first");
        logger.warn("second {}", 2);

        end();

        assertThat(pipe.lines())
                .containsSubsequence("\"first\"", "\"WARN\"", "\"second 2\"")
                .hasLineCount(2);
        assertThat(appender.dropped()).isZero();
    }

    @Test
    void whatIsNotReadIsDroppedAndCountedAndTheEndDoesNotWait() throws Exception {
        logWhileNothingIsRead(MAX_QUEUED + 5);

        appender.stop();

        assertThat(appender.dropped()).isEqualTo(5);
        assertThat(appender.ended()).isNotDone();
    }

    @Test
    void whenThePipeIsReadAgainTheNumberOfDroppedLinesIsSaidOnce() throws Exception {
        logWhileNothingIsRead(MAX_QUEUED + 5);

        pipe.isRead.countDown();
        end();

        assertThat(pipe.lines())
                .containsSubsequence("\"first\"", "\"line 0\"", "\"line 9\"", "\"5 lines of the log dropped: ")
                .containsOnlyOnce("dropped")
                .doesNotContain("\"line 10\"");
    }

    @Test
    void linesWhoseReaderHasGoneAreCountedAndTheEndComes() throws Exception {
        logWhileNothingIsRead(3);

        pipe.hasGone = true;
        pipe.isRead.countDown();
        end();

        assertThat(appender.dropped()).isEqualTo(4);
    }

    @Test
    void whyLinesAreLostIsSaidOnStandardErrorOnceAndInTheLogWhenItCanBeWrittenAgain() throws Exception {
        logWhileNothingIsRead(3);

        pipe.hasGone = true;
        pipe.isRead.countDown();
        while (appender.dropped() < 4) {
            Thread.onSpinWait();
        }
        assertThat(appender.failure()).isEqualTo("Broken pipe");
        pipe.hasGone = false;
        end();

        assertThat(lastResort.toString(UTF_8))
                .isEqualToNormalizingNewlines(
                        "vitrine: standard output cannot be written, and lines of the log are lost: Broken pipe\n");
        assertThat(pipe.lines()).contains("\"4 lines of the log dropped: Broken pipe\"");
        assertThat(appender.failure()).isEmpty();
    }
}
