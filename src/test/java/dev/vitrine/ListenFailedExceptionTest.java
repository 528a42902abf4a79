package dev.vitrine;

import static org.assertj.core.api.Assertions.assertThat;

import java.net.BindException;
import java.net.UnknownHostException;
import org.junit.jupiter.api.Test;

class ListenFailedExceptionTest {
    @Test
    void messageHasTheAddressAndTheReason() {
        assertThat(new ListenFailedException("127.0.0.1", 80, new BindException("Address already in use")))
                .hasMessage("127.0.0.1:80: Address already in use");
    }

    @Test
    void urlInPlaceOfTheHostIsShownWithoutItsPassword() {
        String host = "http://user:s3cret@host";

        assertThat(new ListenFailedException(host, 80, new UnknownHostException(host + ": unknown name")))
                .hasMessage("http://***@host:80: http://***@host: unknown name");
    }
}
