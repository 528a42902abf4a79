-- Of a hundred requests 95 for an image and 5 that set an item of an image's metadata, of the same images.
local common = require "common"

function init(args)
    local ids, tenants = tonumber(args[1] or 1000), tonumber(args[2] or 1)
    for n = 0, 99999 do
        local tenant = math.random(0, tenants - 1)
        local image = string.format("/v2/p%05d/images/%s", tenant, common.id(math.random(0, ids - 1)))
        if n % 20 > 0 then
            common.add("GET", image, tenant, {})
        else
            local body = string.format('{"metadata": {"run": "%d"}}', n)
            common.add("POST", image .. "/metadata", tenant, { ["Content-Type"] = "application/json" }, body)
        end
    end
    common.shuffle()
end

common.kinds = { ['{"image":'] = "-0000-4000-8000-", ['{"metadat'] = "ubuntu" }
