package dev.vitrine;

import static com.tngtech.archunit.core.domain.JavaCall.Predicates.target;
import static com.tngtech.archunit.core.domain.JavaClass.Predicates.assignableTo;
import static com.tngtech.archunit.core.domain.properties.HasName.Predicates.name;
import static com.tngtech.archunit.core.domain.properties.HasOwner.Predicates.With.owner;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;
import static com.tngtech.archunit.library.dependencies.SlicesRuleDefinition.slices;
import static java.util.Map.entry;
import static org.assertj.core.api.Assertions.assertThat;

import com.tngtech.archunit.base.DescribedPredicate;
import com.tngtech.archunit.core.domain.JavaCall;
import com.tngtech.archunit.core.domain.JavaClass;
import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import com.tngtech.archunit.core.importer.ImportOption;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.Future;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** What may know what. A package that is not in the table fails the build until somebody has thought about it. */
class ArchitectureTest {
    private static final String ROOT = "dev.vitrine";

    /** Each package, with those of ours that it may know; the root wires everything, and only {@code cli} knows it. */
    private static final Map<String, Set<String>> MAY_KNOW = Map.ofEntries(
            entry(
                    "cli",
                    Set.of("", "demo", "tracing", "config", "config.listen", "config.oslo", "config.source", "model")),
            entry(
                    "api",
                    Set.of(
                            "api.request",
                            "async",
                            "server",
                            "codec",
                            "codec.metadata",
                            "cache",
                            "glance",
                            "keystone",
                            "nova",
                            "tracing",
                            "config",
                            "config.listen",
                            "identity",
                            "model")),
            entry("nova", Set.of("async", "client", "server", "config", "model")),
            entry("api.request", Set.of("server", "server.proxy", "glance", "config", "model")),
            entry(
                    "server",
                    Set.of(
                            "server.netty",
                            "server.proxy",
                            "async",
                            "codec",
                            "metrics",
                            "tracing",
                            "config",
                            "config.listen",
                            "identity",
                            "model")),
            entry("server.netty", Set.of("server.proxy", "config.listen", "model")),
            entry("server.proxy", Set.of("config.listen", "model")),
            entry(
                    "management",
                    Set.of(
                            "server.netty",
                            "cache",
                            "keystone",
                            "metrics",
                            "status",
                            "config",
                            "config.listen",
                            "config.source",
                            "identity",
                            "model")),
            entry("status", Set.of("metrics")),
            entry("glance", Set.of("async", "client", "config", "identity", "model", "tracing")),
            entry("keystone", Set.of("async", "client", "config", "config.source", "identity", "model", "tracing")),
            entry("client", Set.of("client.limit", "async", "metrics", "tracing", "config", "identity", "model")),
            entry("tracing", Set.of("async", "config.source", "identity", "model")),
            entry("client.limit", Set.of("async", "model")),
            entry("notification", Set.of("metrics", "config", "config.source", "model")),
            entry("cache", Set.of("async", "config", "identity", "model")),
            entry("demo", Set.of("config", "model")),
            entry("async", Set.of("identity", "model")),
            entry("metrics", Set.of("model")),
            entry("codec", Set.of("model")),
            entry("codec.metadata", Set.of("codec", "model")),
            entry("config", Set.of("config.listen", "config.source", "model")),
            entry("config.listen", Set.of("config.source", "model")),
            entry("config.oslo", Set.of("config", "config.source")),
            entry("config.source", Set.of("model")),
            entry("model", Set.of("identity")),
            entry("identity", Set.of()));

    private static final JavaClasses MAIN = new ClassFileImporter()
            .withImportOption(ImportOption.Predefined.DO_NOT_INCLUDE_TESTS)
            .importPackages(ROOT);

    @Test
    void everyPackageIsInTheTable() {
        Set<String> packages = MAIN.stream()
                .map(JavaClass::getPackageName)
                .filter(name -> !name.equals(ROOT))
                .map(name -> name.substring(ROOT.length() + 1))
                .collect(Collectors.toSet());

        assertThat(packages).isEqualTo(MAY_KNOW.keySet());
    }

    static Set<String> packages() {
        return MAY_KNOW.keySet();
    }

    @ParameterizedTest
    @MethodSource("packages")
    void packageKnowsOnlyThoseItMay(String name) {
        DescribedPredicate<JavaClass> foreign = DescribedPredicate.describe(
                "classes of ours outside " + MAY_KNOW.get(name), other -> isOurs(other) && !mayKnow(name, other));

        noClasses()
                .that()
                .resideInAPackage(ROOT + "." + name)
                .should()
                .dependOnClassesThat(foreign)
                .check(MAIN);
    }

    @Test
    void packagesHaveNoCycles() {
        slices().matching(ROOT + ".(*)..").should().beFreeOfCycles().check(MAIN);
    }

    @Test
    void topLevelTypeNamesAreUnique() {
        List<String> duplicates = MAIN.stream()
                .filter(type -> type.isTopLevelClass() && !type.getSimpleName().equals("package-info"))
                .collect(Collectors.groupingBy(JavaClass::getSimpleName, Collectors.counting()))
                .entrySet()
                .stream()
                .filter(name -> name.getValue() > 1)
                .map(Map.Entry::getKey)
                .toList();

        assertThat(duplicates).isEmpty();
    }

    @Test
    void onlyChannelAccessUsesInternalTypesOfVertx() {
        noClasses()
                .that()
                .resideInAPackage(ROOT + "..")
                .and()
                .doNotHaveFullyQualifiedName(ROOT + ".server.netty.ChannelAccess")
                .should()
                .dependOnClassesThat()
                .resideInAnyPackage("io.vertx..impl..", "io.vertx..internal..")
                .check(MAIN);
    }

    /** The client names one more type of Netty: the exception by which Vert.x reports a response that is no HTTP. */
    @Test
    void onlyServerNettyUsesChannelsAndHandlers() {
        noClasses()
                .that()
                .resideOutsideOfPackages(ROOT + ".server.netty", ROOT + ".client")
                .should()
                .dependOnClassesThat()
                .resideInAnyPackage(
                        "io.netty.bootstrap..", "io.netty.buffer..", "io.netty.channel..", "io.netty.handler..")
                .check(MAIN);
    }

    @Test
    void modelAndCodecAndSettingsKnowNothingOfThePlatform() {
        noClasses()
                .that()
                .resideInAnyPackage(ROOT + ".identity", ROOT + ".model", ROOT + ".codec..", ROOT + ".config..")
                .should()
                .dependOnClassesThat()
                .resideInAnyPackage("io.vertx..", "io.netty..")
                .check(MAIN);
    }

    @Test
    void modelAndIdentityKnowThePlainJdkOnly() {
        noClasses()
                .that()
                .resideInAnyPackage(ROOT + ".model", ROOT + ".identity")
                .should()
                .dependOnClassesThat()
                .resideOutsideOfPackages("java..", "org.jspecify..", ROOT + ".model", ROOT + ".identity")
                .check(MAIN);
    }

    /** All requests to services go through the Web Client, with the limits of {@code client}. */
    @Test
    void onlyTheClientPackageKnowsThePlatformsHttpClient() {
        noClasses()
                .that()
                .resideOutsideOfPackage(ROOT + ".client")
                .should()
                .dependOnClassesThat()
                .haveNameMatching("io\\.vertx\\.core\\.http\\.HttpClient.*|io\\.vertx\\.ext\\.web\\.client\\..*")
                .check(MAIN);
    }

    @Test
    void nobodyWaitsButTheCommandLine() {
        DescribedPredicate<JavaCall<?>> wait = target(owner(assignableTo(io.vertx.core.Future.class)))
                .and(target(name("await")))
                .or(target(owner(assignableTo(Future.class))).and(target(name("get"))))
                .or(target(owner(assignableTo(CompletionStage.class))).and(target(name("join"))))
                .or(target(owner(assignableTo(Thread.class)))
                        .and(target(name("sleep").or(name("join")))))
                .as("a call that waits");

        noClasses()
                .that()
                .resideOutsideOfPackage(ROOT + ".cli")
                .should()
                .callMethodWhere(wait.forSubtype())
                .check(MAIN);
    }

    @Test
    void onlyTheCommandLineTalksToTheConsoleOrEndsTheProcess() {
        noClasses()
                .that()
                .resideOutsideOfPackage(ROOT + ".cli")
                .should()
                .accessField(System.class, "out")
                .orShould()
                .accessField(System.class, "err")
                .orShould()
                .callMethod(System.class, "exit", int.class)
                .check(MAIN);
    }

    private static boolean isOurs(JavaClass other) {
        return other.getPackageName().equals(ROOT) || other.getPackageName().startsWith(ROOT + ".");
    }

    private static boolean mayKnow(String name, JavaClass other) {
        return other.getPackageName().equals(packageOf(name))
                || MAY_KNOW.get(name).stream()
                        .anyMatch(known -> other.getPackageName().equals(packageOf(known)));
    }

    private static String packageOf(String name) {
        return name.isEmpty() ? ROOT : ROOT + "." + name;
    }
}
