package dev.vitrine;

import dev.vitrine.client.EndpointState;
import dev.vitrine.client.EndpointState.EndpointFailure;
import dev.vitrine.client.ServiceClient;
import dev.vitrine.config.source.PemFile;
import dev.vitrine.nova.Nova;
import dev.vitrine.status.Observation;
import dev.vitrine.status.StatusProbe;
import java.nio.file.Path;
import java.security.cert.X509Certificate;
import java.time.Instant;
import java.util.Comparator;
import java.util.List;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** Reads from a gateway's parts what its status is determined from. */
final class GatewayProbe implements StatusProbe {
    private final GatewayReadiness readiness;
    private final List<ServiceClient> services;
    private final @Nullable Nova nova;
    private final @Nullable Path certificate;
    private long certificateModified;
    private @Nullable Instant certificateEnd;

    /**
     * Takes the parts.
     *
     * @param services the clients of all services; not copied
     * @param nova null if nothing is passed on
     * @param certificate the listener's; null without TLS
     */
    GatewayProbe(
            GatewayReadiness readiness, List<ServiceClient> services, @Nullable Nova nova, @Nullable Path certificate) {
        this.readiness = readiness;
        this.certificate = certificate;
        this.services = services;
        this.nova = nova;
    }

    @Override
    public List<String> unready() {
        return readiness.knownUnready();
    }

    @Override
    public Observation.@Nullable Fault login() {
        return readiness.login();
    }

    @Override
    public Observation.@Nullable Fault notifications() {
        return readiness.notificationProblem();
    }

    @Override
    public @Nullable String catalog() {
        return readiness.catalogFault();
    }

    @Override
    public List<Observation.Endpoint> endpoints() {
        Stream<Observation.Endpoint> ofNova =
                nova == null ? Stream.of() : nova.endpoints().stream().map(state -> endpoint("nova", state));
        Stream<Observation.Endpoint> ofServices = services.stream()
                .flatMap(service -> service.endpoints().stream().map(state -> endpoint(service.name(), state)));
        return Stream.concat(ofServices, ofNova).toList();
    }

    private static Observation.Endpoint endpoint(String service, EndpointState state) {
        EndpointFailure failure = state.failure();
        return new Observation.Endpoint(
                service,
                state.address(),
                failure == null ? "" : failure.cause(),
                failure == null ? null : failure.text(),
                failure == null ? "" : failure.action(),
                state.isEjected(),
                failure == null ? null : failure.since(),
                state.clockOffset());
    }

    @Override
    public double heap() {
        return HeapGuard.usedAfterCollection();
    }

    /**
     * {@inheritDoc} That of the file, which is read again when it has changed, as the listener does; of one that cannot be
     * read the listener takes nothing, and serves the one before.
     */
    @Override
    public synchronized @Nullable Instant certificateEnd() {
        long modified = certificate == null ? 0 : certificate.toFile().lastModified();
        if (certificate != null && modified != certificateModified) {
            certificateModified = modified;
            certificateEnd = PemFile.certificates(certificate).stream()
                    .map(each -> ((X509Certificate) each).getNotAfter().toInstant())
                    .min(Comparator.naturalOrder())
                    .orElse(certificateEnd);
        }
        return certificateEnd;
    }

    @Override
    public String lostLines() {
        LogAppender log = LogAppender.installed();
        return log == null ? "" : log.failure();
    }

    /** Returns when the certificate ends, in seconds since 1970; NaN if it cannot be read. */
    double certificateEndSeconds() {
        Instant end = certificateEnd();
        return end == null ? Double.NaN : end.getEpochSecond();
    }
}
