#pragma once

#include "phantomime/base/load_context.hpp"
#include "phantomime/formats/stub_loader.hpp"
#include "phantomime/scenario/scenario.hpp"

namespace phantomime::formats {

/// Reads the value of `pack:` into what is known of the pack already; reports every error. `defaults` are those of the
/// whole pack: they hold for `fallback` and `refuse` too.
void load_pack_section(const Node& node, LoadContext& context, const Defaults& defaults, scenario::Pack& pack);

}  // namespace phantomime::formats
