-- A thousand images in detail. Each time for another tenant: callers of one project would share one answer of Glance's.
local common = require "common"

function init(args)
    for tenant = 0, tonumber(args[2] or 1000) - 1 do
        local path = args[3] == "glance" and "/v2/images?limit=1000" or string.format("/v2/p%05d/images/detail", tenant)
        common.add("GET", path, tenant, {})
    end
end

common.kinds = { ['{"images"'] = "-0000-4000-8000-" }
