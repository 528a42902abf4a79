-- Many images, for one tenant.
local common = require "common"

function init(args)
    common.images(0, tonumber(args[1] or 1000), tonumber(args[2] or 1), args[3])
    common.shuffle()
end

common.kinds = { ['{"image":'] = "-0000-4000-8000-", ['{"archite'] = "-0000-4000-8000-" }
