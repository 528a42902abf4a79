/**
 * The image backend: asks Glance v2 and turns its records into images.
 *
 * <p>To follow one request: {@link GlanceClient#image}, which sends it through {@link UnauthorizedRetry} and
 * {@link dev.vitrine.client.ServiceClient}, then {@link ImageRecordParser} for a 200 and {@link GlanceResponse} for all
 * else. A list is read while it arrives, by {@link PageReader} and {@link PageParser}; {@link ListWalk} leads through its pages.
 * A record that is the same as the last time is not parsed; one that is plain is parsed by {@link PlainRecordParser}.
 */
@NullMarked
package dev.vitrine.glance;

import org.jspecify.annotations.NullMarked;
