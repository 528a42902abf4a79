package dev.vitrine.bench;

import static java.nio.charset.StandardCharsets.US_ASCII;

import dev.vitrine.codec.ImageDocument;
import dev.vitrine.glance.Records;
import dev.vitrine.model.Image;
import dev.vitrine.model.ResponseTemplate;
import dev.vitrine.model.ResponseTemplate.Links;
import dev.vitrine.model.View;
import dev.vitrine.model.View.Format;
import java.util.concurrent.TimeUnit;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Fork;
import org.openjdk.jmh.annotations.Measurement;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Param;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.Warmup;

/** From Glance's record to an answer's bytes: reading and rendering are done once for an image, filling each time. */
@State(Scope.Benchmark)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.NANOSECONDS)
@Fork(1)
@Warmup(iterations = 5, time = 1)
@Measurement(iterations = 5, time = 1)
public class CodecBenchmark {
    /** The format. */
    @Param({"JSON", "XML"})
    public Format format;

    private final Links links = new Links(
            "http://127.0.0.1:8774/v2/p00000", "http://127.0.0.1:8774/p00000", "http://glance.example.com/p00000", 0);
    private byte[] record;
    private View view;
    private Image image;
    private ResponseTemplate document;

    /** Renders once. */
    @Setup
    public void prepare() {
        record = new Template(Texts.RECORD).fill(Names.id(1).getBytes(US_ASCII), new byte[0]);
        view = new View(format, true, false);
        image = Records.image(record);
        document = ImageDocument.of(image, view);
    }

    /** Glance's record to an image; the format makes no difference. */
    @Benchmark
    public Image parse() {
        return Records.image(record);
    }

    /** An image to a document with holes. */
    @Benchmark
    public ResponseTemplate render() {
        return ImageDocument.of(image, view);
    }

    /** A document to the body of an answer. */
    @Benchmark
    public byte[] fill() {
        return document.fill(links);
    }
}
