-- What a busy cloud asks: of a hundred requests 90 for an image in JSON, 5 in XML, 3 for metadata, 2 for a short list.
local common = require "common"

function init(args)
    local ids, tenants = tonumber(args[1] or 1000), tonumber(args[2] or 100)
    for n = 0, 99999 do
        local tenant = math.random(0, tenants - 1)
        local images = string.format("/v2/p%05d/images", tenant)
        local image = images .. "/" .. common.id(math.random(0, ids - 1))
        local turn = n % 100
        if turn < 90 then
            common.add("GET", image, tenant, {})
        elseif turn < 95 then
            common.add("GET", image, tenant, { Accept = "application/xml" })
        elseif turn < 98 then
            common.add("GET", image .. "/metadata", tenant, {})
        else
            common.add("GET", images .. "?limit=20", tenant, {})
        end
    end
    common.shuffle()
end

common.kinds = {
    ['{"image":'] = "-0000-4000-8000-",
    ['{"images"'] = "-0000-4000-8000-",
    ["<?xml ver"] = "-0000-4000-8000-",
    ['{"metadat'] = "ubuntu",
}
