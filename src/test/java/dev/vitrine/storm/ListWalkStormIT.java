package dev.vitrine.storm;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.vitrine.live.LiveUser;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** A list of many images, of which others are deleted between the calls to Glance. */
@Tag("storm")
class ListWalkStormIT {
    private static final ObjectMapper JSON = new ObjectMapper();
    private static final int IMAGES = Storms.number(600, 20_000);

    /** The number of images for which the gateway asks Glance in one call. */
    private static final int PAGE = Storms.number(60, 950);

    /** How many images in front of a marker are deleted with it at most: more than the walk goes back by one image each. */
    private static final int MOST_PASSED = 12;

    private static final Pattern MARKER = Pattern.compile("marker=([0-9a-f]{8})-0000-4000-8000-");
    private static final Duration TIMEOUT = Duration.ofMinutes(5);
    private static final HttpClient HTTP = HttpClient.newHttpClient();

    private StormCloud cloud;
    private String token;
    private String idEnd;

    /** The numbers of the images that were deleted. */
    private final Set<Integer> deleted = ConcurrentHashMap.newKeySet();

    /** The number of the marker that was deleted last: the walk goes on to lower ones, unless it steps back. */
    private volatile int lastMarker = IMAGES;

    private int markers;

    /** The marker of the client's own request, which is not deleted: without it there would be no page. */
    private volatile String ownMarker = "none yet";

    @ParameterizedTest
    @ValueSource(ints = {1, 4})
    void imagesThatStayAreFoundOnceByAClientThatNeedsSoManyPages(int pages) throws Exception {
        cloud = StormCloud.calm();
        LiveUser owner = cloud.live.user("walk" + pages, cloud.live.project("walk" + pages), "member");
        token = cloud.live.token(owner);
        idEnd = "000" + pages;
        cloud.copyImages(owner, IMAGES, idEnd);
        try (Meddler meddler = new Meddler(cloud.live.glanceUrl());
                StormGateway gateway = StormGateway.start(
                        cloud,
                        "glance.api-servers=" + meddler.url(),
                        "glance.first-byte-timeout=1m",
                        "glance.timeout=2m",
                        "glance.list-timeout=5m",
                        "glance.page-size=" + PAGE,
                        "api.max-limit=100000")) {
            meddler.beforeEach(this::delete);
            String list = "/v2/" + owner.projectId() + "/images?limit=" + (IMAGES + pages) / pages;
            List<String> found = walk("http://127.0.0.1:" + gateway.port() + list);
            Storms.report("images found, and deleted meanwhile", List.of(found.size(), deleted.size()));

            assertThat(deleted).hasSizeGreaterThan(Storms.number(40, 100));
            assertThat(found).doesNotHaveDuplicates().containsAll(staying());
        }
    }

    private List<String> staying() {
        return IntStream.range(0, IMAGES)
                .filter(number -> !deleted.contains(number))
                .mapToObj(this::id)
                .toList();
    }

    private String id(int number) {
        return String.format("%08x-0000-4000-8000-00000000%s", number, idEnd);
    }

    /** Deletes the marker of each further page, and images before and behind it, before Glance gets the call. */
    private void delete(String call) {
        Matcher marker = MARKER.matcher(call);
        if (!marker.find() || call.contains("marker=" + ownMarker)) {
            return;
        }
        int number = Integer.parseInt(marker.group(1), 16);
        if (number < lastMarker) {
            lastMarker = number;
            markers++;
            IntStream passed = IntStream.rangeClosed(number, number + markers % MOST_PASSED);
            IntStream.concat(passed, IntStream.of(number - 3, number - IMAGES / 12))
                    .filter(each -> each >= 0 && each < IMAGES && !id(each).equals(ownMarker) && deleted.add(each))
                    .forEach(each -> cloud.live.delete(token, id(each)));
        }
    }

    /** Follows the links from page to page, and returns the ids of all images. */
    private List<String> walk(String first) throws Exception {
        List<String> found = new ArrayList<>();
        String next = first;
        while (!next.isEmpty()) {
            HttpRequest request = HttpRequest.newBuilder(URI.create(next))
                    .header("X-Auth-Token", token)
                    .timeout(TIMEOUT)
                    .build();
            HttpResponse<String> answer = HTTP.send(request, BodyHandlers.ofString());
            assertThat(answer.statusCode()).as(answer.body()).isEqualTo(200);
            JsonNode page = JSON.readTree(answer.body());
            page.path("images").forEach(image -> found.add(image.path("id").asText()));
            next = page.at("/images_links/0/href").asText();
            ownMarker = next.replaceFirst(".*marker=", "");
        }
        return found;
    }
}
