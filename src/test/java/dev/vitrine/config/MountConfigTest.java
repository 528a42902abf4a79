package dev.vitrine.config;

import static org.assertj.core.api.Assertions.assertThat;

import dev.vitrine.config.MountConfig.Profile;
import dev.vitrine.model.View;
import dev.vitrine.model.View.Format;
import java.util.HashSet;
import java.util.Set;
import org.junit.jupiter.api.Test;

class MountConfigTest {

    @Test
    void mountShowsItsExtensions() {
        assertThat(new MountConfig(Profile.V21, true, false).view(Format.XML))
                .isEqualTo(new View(Format.XML, true, false));
        assertThat(new MountConfig(Profile.V21, false, true).view(Format.JSON))
                .isEqualTo(new View(Format.JSON, false, true));
    }

    @Test
    void everyViewHasANumberOfItsOwn() {
        Set<Integer> numbers = new HashSet<>();
        for (Format format : Format.values()) {
            for (int i = 0; i < 4; i++) {
                numbers.add(new MountConfig(Profile.V21, i >= 2, i % 2 == 1)
                        .view(format)
                        .index());
            }
        }

        assertThat(numbers).hasSize(View.COUNT).allMatch(number -> number >= 0 && number < View.COUNT);
    }
}
