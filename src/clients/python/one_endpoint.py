"""Uses the compute API through the one endpoint of the catalogue, as any program with the OpenStack SDK does.

Takes OS_ variables. Prints what it finds, one fact a line.
"""
import openstack

cloud = openstack.connect()
compute = cloud.compute

print("endpoint", compute.get_endpoint())
print("microversions", compute.get_endpoint_data().min_microversion, compute.get_endpoint_data().max_microversion)
for image in compute.images():
    print("image", image.id, image.name, image.status, len(image.links))
    print("found", compute.find_image(image.name).id, compute.get_image(image.id).name)
    print("metadata", sorted(compute.get_image_metadata(image.id).metadata.items()))
print("brief", [image.name for image in compute.images(details=False)])
print("flavors", [flavor.name for flavor in compute.flavors()])
print("servers", list(compute.servers()))
print("extensions", len(list(compute.extensions())) > 50)
print("zones", list(compute.availability_zones()))
print("limits", compute.get_limits().absolute.keypairs)
keypair = compute.create_keypair(name="sdk")
print("keypair", keypair.name, "PRIVATE KEY" in keypair.private_key)
print("keypairs", sorted(each.name for each in compute.keypairs()))
compute.delete_keypair(keypair)
print("keypairs", sorted(each.name for each in compute.keypairs()))
