package dev.vitrine.live;

import org.openstack4j.api.OSClient.OSClientV3;
import org.openstack4j.model.common.Identifier;
import org.openstack4j.openstack.OSFactory;

/** How openstack4j is told to log in at Keystone v3; where the gateway is, it finds out in the catalogue. */
final class Openstack4jClient {

    private Openstack4jClient() {}

    /** Logged in, for the thread that asks. */
    static OSClientV3 of(CataloguedGateway gateway) {
        return of(gateway.cloud(), gateway.owner());
    }

    /** The same for a user of any cloud. */
    static OSClientV3 of(LiveCloud cloud, LiveUser user) {
        return OSFactory.builderV3()
                .endpoint(cloud.keystoneUrl() + "/v3")
                .credentials(user.name(), cloud.servicePassword(), Identifier.byId("default"))
                .scopeToProject(Identifier.byId(user.projectId()))
                .authenticate();
    }
}
