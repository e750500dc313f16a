#include "phantomime/cli/diff_side.hpp"

#include <utility>

#include "phantomime/formats/exchange_formats/conversion.hpp"

namespace phantomime::cli {
namespace {

bool is_plain_name(const FileStore& files, const std::string& name) {
  return name.find('/') == std::string::npos && !recording::is_recording(files, name) &&
         files.type(name) != FileStore::Type::file;
}

std::optional<DiffSide> pack_side(const FileStore& files, const std::string& name, const std::string& profile,
                                  Errors& errors) {
  auto pack = server::load_pack_contracts(files, name, profile, errors);
  if (!pack) return {};
  DiffSide side;
  side.pack = std::move(*pack);
  return side;
}

}  // namespace

std::optional<DiffSide> open_side(const FileStore& files, const std::string& name, const std::string& profile,
                                  recording::ShapeNumbers& shapes, Errors& errors) {
  if (is_plain_name(files, name) || files.type(name) == FileStore::Type::missing)
    return pack_side(files, name, profile, errors);
  auto input = formats::open_input(files, name);
  if (!input) {
    errors.push_back(input.error());
    return {};
  }
  const auto format = formats::guess_input(*input);
  // What nobody recognises is a pack: its loader says best what is wrong with it.
  if (!format || (*format)->name == "pack") return pack_side(files, name, profile, errors);
  if (!(*format)->read) {
    errors.push_back({ErrorCode::usage,
                      "'" + name + "' holds stubs of " + std::string{(*format)->name},
                      {},
                      "make a pack of them first: phantomime convert " + name + " PACK --to pack"});
    return {};
  }
  if (!profile.empty()) {
    errors.push_back({ErrorCode::usage, "'" + name + "' is no pack: it has no profiles", {}, "leave the option out"});
    return {};
  }
  auto said = formats::ExchangeSource::open(*input, **format, shapes);
  if (!said) {
    errors.push_back(said.error());
    return {};
  }
  DiffSide side;
  side.said = std::move(*said);
  return side;
}

}  // namespace phantomime::cli
