package dev.vitrine.live;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.google.common.collect.ImmutableMultimap;
import com.google.common.collect.Iterables;
import com.google.common.collect.Lists;
import java.nio.file.Path;
import java.time.Instant;
import java.util.Date;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jclouds.http.HttpResponseException;
import org.jclouds.openstack.nova.v2_0.NovaApi;
import org.jclouds.openstack.nova.v2_0.domain.Image;
import org.jclouds.openstack.nova.v2_0.features.ImageApi;
import org.jclouds.openstack.nova.v2_0.options.ListOptions;
import org.jclouds.openstack.v2_0.domain.PaginatedCollection;
import org.jclouds.openstack.v2_0.domain.Resource;
import org.jclouds.openstack.v2_0.options.PaginationOptions;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.CleanupMode;
import org.junit.jupiter.api.io.TempDir;

/** Apache jclouds, unchanged, lists the gateway's images, in pages that are smaller than most lists. */
@Tag("live")
@Timeout(120)
final class JcloudsListLiveIT {

    private static final int PAGE = 2;

    @TempDir(cleanup = CleanupMode.ON_SUCCESS)
    private static Path folder;

    private static CataloguedGateway gateway;
    private static NovaApi nova;

    @BeforeAll
    static void start() throws Exception {
        gateway = CataloguedGateway.start(folder, PAGE);
        nova = JcloudsClient.of(gateway);
    }

    @AfterAll
    static void stop() throws Exception {
        if (nova != null) {
            nova.close();
        }
        if (gateway != null) {
            gateway.close();
        }
    }

    @EachMount
    void listsAllImagesPageByPage(String region) {
        Set<String> ids = someImages("listed");

        List<Resource> listed = images(region).list().concat().toList();
        List<Image> detailed = images(region).listInDetail().concat().toList();

        assertThat(listed).extracting(Resource::getId).doesNotHaveDuplicates().containsAll(ids);
        assertThat(listed)
                .filteredOn(image -> ids.contains(image.getId()))
                .allSatisfy(image -> assertThat(image.getName()).isEqualTo("listed"));
        assertThat(detailed)
                .extracting(Image::getId)
                .containsExactlyElementsOf(Lists.transform(listed, Resource::getId));
        assertThat(detailed).extracting(Image::getStatus).containsOnly(Image.Status.ACTIVE);
    }

    @EachMount
    void turnsPagesOfItsOwnSizeUntilThereIsNone(String region) {
        Set<String> ids = someImages("turned");
        Set<String> seen = new HashSet<>();

        PaginatedCollection<Image> page = images(region).listInDetail(PaginationOptions.Builder.limit(1));
        while (page.nextMarker().isPresent()) {
            assertThat(page).hasSize(1);
            assertThat(seen.add(Iterables.getOnlyElement(page).getId())).isTrue();
            page = images(region).listInDetail(page.nextPaginationOptions());
        }

        assertThat(page).isEmpty();
        assertThat(seen).containsAll(ids);
    }

    @EachMount
    void listsWhatFollowsAMarker(String region) {
        someImages("following");
        List<String> ids =
                images(region).list().concat().transform(Resource::getId).toList();

        PaginatedCollection<Resource> page = images(region).list(PaginationOptions.Builder.marker(ids.get(0)));

        assertThat(page).extracting(Resource::getId).containsExactlyElementsOf(ids.subList(1, 1 + PAGE));
    }

    @EachMount
    void listsWhatHasChangedSinceAMomentAndHasAName(String region) {
        String name = "filtered at " + region;
        String id = gateway.image(name, Map.of());
        Instant updated = images(region).get(id).getUpdated().toInstant();

        assertThat(images(region).list(filter(name, updated)))
                .extracting(Resource::getId)
                .containsExactly(id);
        assertThat(images(region).list(filter(name, updated.plusSeconds(1)))).isEmpty();
        assertThat(images(region).list(filter(name + "?", updated))).isEmpty();
    }

    /** It writes seconds since 1970, as clouds before Nova had it; Nova hands them to Glance, which refuses them. */
    @EachMount
    void isRefusedItsOwnFormOfAMomentAsNovaDoes(String region) {
        ListOptions options = ListOptions.Builder.changesSince(Date.from(Instant.ofEpochSecond(1_700_000_000)));

        assertThatThrownBy(() -> images(region).list(options))
                .isInstanceOfSatisfying(
                        HttpResponseException.class,
                        e -> assertThat(e.getResponse().getStatusCode()).isEqualTo(400));
        assertThat(gateway.cloud()
                        .glance(
                                "GET",
                                "/v2/images?updated_at=gte:1700000000",
                                gateway.cloud().adminToken())
                        .statusCode())
                .isEqualTo(400);
    }

    private static PaginationOptions filter(String name, Instant changesSince) {
        return PaginationOptions.Builder.queryParameters(
                ImmutableMultimap.of("name", name, "changes-since", changesSince.toString()));
    }

    private static Set<String> someImages(String name) {
        Set<String> ids = new HashSet<>();
        for (int i = 0; i <= PAGE; i++) {
            ids.add(gateway.image(name, Map.of()));
        }
        return ids;
    }

    private static ImageApi images(String region) {
        return nova.getImageApi(region);
    }
}
