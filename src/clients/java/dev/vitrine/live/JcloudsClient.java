package dev.vitrine.live;

import java.util.Properties;
import org.jclouds.ContextBuilder;
import org.jclouds.openstack.keystone.config.KeystoneProperties;
import org.jclouds.openstack.nova.v2_0.NovaApi;

/** How jclouds is told to log in at Keystone v3; where the gateway is, it finds out in the catalogue. */
final class JcloudsClient {

    private JcloudsClient() {}

    static NovaApi of(CataloguedGateway gateway) {
        return of(gateway.cloud(), gateway.owner());
    }

    static NovaApi of(LiveCloud cloud, LiveUser user) {
        Properties properties = new Properties();
        properties.setProperty(KeystoneProperties.KEYSTONE_VERSION, "3");
        properties.setProperty(KeystoneProperties.SCOPE, "projectId:" + user.projectId());
        return ContextBuilder.newBuilder("openstack-nova")
                .endpoint(cloud.keystoneUrl() + "/v3")
                .credentials("Default:" + user.name(), cloud.servicePassword())
                .overrides(properties)
                .buildApi(NovaApi.class);
    }
}
