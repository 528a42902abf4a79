-- Many images in XML.
local common = require "common"

function init(args)
    common.images(0, tonumber(args[1] or 1000), tonumber(args[2] or 1), args[3], "application/xml")
    common.shuffle()
end

common.kinds = { ["<?xml ver"] = "-0000-4000-8000-" }
