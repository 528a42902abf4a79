package dev.vitrine.cli;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import dev.vitrine.testing.RawHttp;
import io.vertx.core.json.JsonObject;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** The fat jar as its user starts it. */
@Timeout(60)
class CommandLineIT {
    @TempDir
    private Path folder;

    private static Process start(String... arguments) throws IOException {
        List<String> command = new ArrayList<>(
                List.of(System.getProperty("java.home") + "/bin/java", "-jar", System.getProperty("vitrine.jar")));
        command.addAll(List.of(arguments));
        return new ProcessBuilder(command).redirectErrorStream(true).start();
    }

    private static String output(Process process) throws IOException {
        return new String(process.getInputStream().readAllBytes(), UTF_8);
    }

    private static BufferedReader reader(Process process) {
        return new BufferedReader(new InputStreamReader(process.getInputStream(), UTF_8));
    }

    /** Reads on to the first line in which the pattern is found. */
    private static Matcher find(BufferedReader lines, String pattern) throws IOException {
        Matcher matcher = Pattern.compile(pattern).matcher(lines.readLine());
        while (!matcher.find()) {
            matcher.reset(lines.readLine());
        }
        return matcher;
    }

    /** Unlike {@link Process#destroy}, this leaves its output open. */
    private static void signal(Process process, String name) throws Exception {
        new ProcessBuilder("kill", "-" + name, Long.toString(process.pid()))
                .start()
                .waitFor();
    }

    @Test
    void theDemoServesWhatItsCurlLinesAskForAndEndsOnSigterm() throws Exception {
        Process demo = start("demo", "--port", "0");
        Matcher curl = find(
                reader(demo),
                "curl -H 'X-Auth-Token: demo' -H '(Host: openstack.example.com)' (http://127.0.0.1:(\\d+))(/\\S+)");
        int port = Integer.parseInt(curl.group(3));

        RawHttp.Answer image = RawHttp.send(port, "GET", curl.group(4), "X-Auth-Token: demo", curl.group(1));
        RawHttp.Answer page = RawHttp.send(
                port, "GET", "/v2/openstack/images/detail?limit=2", "X-Auth-Token: demo", "Host: 127.0.0.1:" + port);
        demo.destroy();

        assertThat(image.status()).isEqualTo(200);
        assertThat(image.body())
                .contains("\"name\":\"fakeimage7\"", "\"http://openstack.example.com" + curl.group(4) + "\"");
        assertThat(page.body())
                .as("the next link leads back to the demo")
                .contains("\"href\":\"" + curl.group(2) + "/v2/openstack/images/detail?limit=2&marker=");
        assertThat(demo.waitFor(20, TimeUnit.SECONDS)).isTrue();
        assertThat(demo.exitValue()).isZero();
    }

    @Test
    void theSelfTestOfTheDemoEndsByItself() throws Exception {
        Process demo = start("demo", "--port", "0", "--self-test");

        assertThat(output(demo)).contains("self-test: 600 requests answered as expected", "stopped");
        assertThat(demo.waitFor()).isZero();
    }

    /** A start that lasts: no Keystone is needed to say that there is no token. */
    @Test
    void theAccessLogHasALineForEachRequest() throws Exception {
        Process serve = start(
                "serve",
                "--set=identity=glance",
                "--set=listen.host=127.0.0.1",
                "--set=listen.port=0",
                "--set=listen.drain-notice=0s",
                "--set=management.port=0",
                "--set=listen.access-log=true");
        BufferedReader lines = reader(serve);
        Matcher serving = find(lines, "serving on 127.0.0.1:(\\d+), management on 127.0.0.1:\\d+, ");

        RawHttp.send(Integer.parseInt(serving.group(1)), "GET", "/v2/openstack/images?limit=1");
        String read = lines.readLine();
        serve.destroy();

        JsonObject line = new JsonObject(read);
        assertThat(line.getString("uri")).isEqualTo("/v2/openstack/images?limit=1");
        assertThat(line.getInteger("status")).isEqualTo(401);
        assertThat(serve.waitFor(20, TimeUnit.SECONDS)).isTrue();
        assertThat(serve.exitValue()).isZero();
    }

    @Test
    void everyStartWarnsOfAServiceWhoseCertificateIsNotChecked() throws Exception {
        Process serve = serve("--set=glance.insecure=true", "--set=listen.drain-notice=0s");

        find(reader(serve), "WARN.*glance.insecure: the certificate and host name of Glance are not checked");
        serve.destroy();

        assertThat(serve.waitFor(20, TimeUnit.SECONDS)).isTrue();
    }

    private static Process serve(String... more) throws IOException {
        List<String> arguments = new ArrayList<>(List.of(
                "serve",
                "--set=identity=glance",
                "--set=listen.host=127.0.0.1",
                "--set=listen.port=0",
                "--set=management.port=0"));
        arguments.addAll(List.of(more));
        return start(arguments.toArray(String[]::new));
    }

    @Test
    void aSecondSigtermEndsAtOnce() throws Exception {
        Process serve = serve("--set=listen.drain-notice=5m");
        BufferedReader lines = reader(serve);
        find(lines, "serving on ");

        signal(serve, "TERM");
        find(lines, "shutting down: draining for 300 s");
        signal(serve, "TERM");

        find(lines, "second signal: stopping at once");
        assertThat(serve.waitFor(20, TimeUnit.SECONDS)).isTrue();
        assertThat(serve.exitValue()).isEqualTo(1);
    }

    @Test
    void aSigtermAsSoonAsItListensIsAnOrderlyStop() throws Exception {
        int port = freePort();
        Process serve = serve("--set=listen.drain-notice=0s", "--set=listen.port=" + port);
        awaitListening(port);

        signal(serve, "TERM");

        assertThat(output(serve)).contains("shutting down: draining for 0 s");
        assertThat(serve.waitFor()).isZero();
    }

    private static int freePort() throws IOException {
        try (ServerSocket free = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            return free.getLocalPort();
        }
    }

    private static void awaitListening(int port) {
        boolean isListening = false;
        while (!isListening) {
            try (Socket socket = new Socket(InetAddress.getLoopbackAddress(), port)) {
                isListening = socket.isConnected();
            } catch (IOException refused) {
                Thread.onSpinWait();
            }
        }
    }

    @Test
    void sighupReadsTheCertificateAnewAndSaysSo() throws Exception {
        Process plain = serve("--set=listen.drain-notice=0s");
        Process secure = serve(
                "--set=listen.drain-notice=0s",
                "--set=listen.tls-certificate=src/test/resources/tls/localhost.pem",
                "--set=listen.tls-key=src/test/resources/tls/localhost.key");
        for (Process process : List.of(plain, secure)) {
            BufferedReader lines = reader(process);
            find(lines, "serving on ");

            signal(process, "HUP");

            find(
                    lines,
                    "SIGHUP: "
                            + (process == plain ? "no certificate to reload" : "certificate reloaded from src/\\S+"));
            process.destroy();
            assertThat(process.waitFor(20, TimeUnit.SECONDS)).isTrue();
            assertThat(process.exitValue()).isZero();
        }
    }

    @Test
    void wrongSettingsStopTheStartWithALineForEach() throws Exception {
        Path file = folder.resolve("wrong.yaml");
        Files.writeString(file, "listen:\n  prot: 80\nglance:\n  timeout: 5\n");

        Process serve = start("serve", "--config", file.toString());

        assertThat(output(serve).lines())
                .containsExactly(
                        "keystone-authtoken.password: nothing (expected: a secret, in the file named by"
                                + " keystone-authtoken.password-file or in VITRINE_KEYSTONE_AUTHTOKEN_PASSWORD)",
                        file + ":4: glance.timeout: \"5\" (expected: a duration such as 250ms, 5s, 2m or 1h)",
                        file + ":2: listen.prot: unknown key (expected: listen.port)");
        assertThat(serve.waitFor()).isEqualTo(1);
    }

    @Test
    void aMissingFileStopsTheStart() throws Exception {
        Process serve = start("serve", "--config", "no/such.yaml");

        assertThat(output(serve).strip())
                .isEqualTo("no/such.yaml: no such file (expected: a settings file, such as conf/vitrine.yaml)");
        assertThat(serve.waitFor()).isEqualTo(1);
    }

    @Test
    void aPortThatIsTakenIsReportedInOneLine() throws Exception {
        try (ServerSocket taken = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            Process demo = start("demo", "--port", Integer.toString(taken.getLocalPort()));

            assertThat(output(demo).lines())
                    .containsExactly("vitrine: cannot serve on 127.0.0.1:" + taken.getLocalPort()
                            + ": Address already in use (--port takes another port)");
            assertThat(demo.waitFor()).isEqualTo(1);
        }
    }

    @Test
    void theVersionIsPrinted() throws Exception {
        Process version = start("--version");

        assertThat(output(version).strip()).matches("vitrine \\d+\\.\\d+\\.\\d+\\S*");
    }

    @Test
    void theStartScriptStartsTheSame() throws Exception {
        ProcessBuilder script = new ProcessBuilder("conf/vitrine.sh", "--version").redirectErrorStream(true);
        script.environment().put("JAVA", System.getProperty("java.home") + "/bin/java");
        script.environment().put("JAR", System.getProperty("vitrine.jar"));

        assertThat(output(script.start()).strip()).matches("vitrine \\d+\\.\\d+\\.\\d+\\S*");
    }

    @Test
    void goodSettingsAreSaidToBeGoodAndWrongOnesStopTheCheck() throws Exception {
        Path file = Files.writeString(folder.resolve("good.yaml"), "identity: glance\nlisten:\n  port: 8080\n");

        Process good = start("check", "--config", file.toString());
        Process wrong = start("check", "--config", file.toString(), "--set=listen.port=80000");

        assertThat(output(good)).isEqualTo("settings are valid: 2 set, all others at their defaults\n");
        assertThat(good.waitFor()).isZero();
        assertThat(output(wrong)).isEqualTo("--set: listen.port: 80000 (expected: a whole number from 0 to 65535)\n");
        assertThat(wrong.waitFor()).isEqualTo(1);
    }

    @Test
    void theEffectiveSettingsAreShown() throws Exception {
        Path file = Files.writeString(folder.resolve("good.yaml"), "identity: glance\nlisten:\n  port: 8080\n");

        assertThat(output(start("show-config", "--own", "--config", file.toString())))
                .isEqualTo("identity: glance  # " + file + ":1\nlisten.port: 8080  # " + file + ":3\n");
        assertThat(output(start("show-config", "--config", file.toString())).lines())
                .contains("cache.fresh: 5s  # default", "# keystone-authtoken.password: (none)  # default");
    }

    @Test
    void completionForShellsIsGenerated() throws Exception {
        Path script = folder.resolve("completion");
        Files.writeString(script, output(start("generate-completion")));

        Process bash = new ProcessBuilder("bash", "-c", ". " + script + " && complete -p vitrine").start();

        assertThat(output(bash)).contains("_complete_vitrine");
        assertThat(Files.readString(script)).contains("show-config", "explain");
    }

    @Test
    void helpShowsTheCommandsAndTheOptionsOfEach() throws Exception {
        Process all = start("help");
        Process serve = start("help", "serve");

        assertThat(output(all)).contains("serve", "show-config");
        assertThat(all.waitFor()).isZero();
        assertThat(output(serve)).contains("--config=FILE", "--set=KEY=VALUE");
        assertThat(serve.waitFor()).isZero();
    }

    @Test
    void noCommandIsAnsweredWithTheUsage() throws Exception {
        Process nothing = start();

        assertThat(output(nothing))
                .contains("Missing command.")
                .contains("serve")
                .contains("demo");
        assertThat(nothing.waitFor()).isEqualTo(2);
    }
}
