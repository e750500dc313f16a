#include "phantomime/formats/exchange_formats/conversion.hpp"

#include <algorithm>

#include "phantomime/base/suggest.hpp"
#include "phantomime/formats/exchange_formats/messages.hpp"
#include "phantomime/formats/paths.hpp"

namespace phantomime::formats {
namespace {

bool goes(const ExchangeFormat& format, Direction direction) {
  return direction == Direction::in ? format.goes_in() : format.goes_out();
}

std::string known_formats(Direction direction) {
  std::string text = direction == Direction::in ? "formats to read:" : "formats to write:";
  for (const ExchangeFormat& format : exchange_formats())
    if (goes(format, direction)) text += " " + std::string{format.name};
  return text;
}

const ExchangeFormat& named(std::string_view name) {
  const auto formats = exchange_formats();
  return *std::find_if(formats.begin(), formats.end(), [&](const auto& format) { return format.name == name; });
}

Error usage(std::string what, std::string hint) { return {ErrorCode::usage, std::move(what), {}, std::move(hint)}; }

std::string in_quotes(std::string_view text) { return "'" + std::string{text} + "'"; }

}  // namespace

Result<const ExchangeFormat*> find_format(std::string_view name, Direction direction) {
  std::vector<std::string_view> names;
  for (const ExchangeFormat& format : exchange_formats()) {
    if (format.name == name && goes(format, direction)) return &format;
    if (format.name == name)
      return usage(in_quotes(name) + (direction == Direction::in ? " cannot be read" : " cannot be written"),
                   known_formats(direction));
    names.push_back(format.name);
  }
  const std::string_view meant = nearest(name, names);
  return usage("there is no format " + in_quotes(name),
               (meant.empty() ? "" : "did you mean " + in_quotes(meant) + "? ") + known_formats(direction));
}

Result<ConversionInput> open_input(const FileStore& files, const std::string& path) {
  const FileStore::Type type = files.type(path);
  if (type == FileStore::Type::missing)
    return Error{ErrorCode::not_found, "there is no " + in_quotes(path), {}, "name a file or folder to convert"};
  ConversionInput input{&files, path, nullptr};
  if (type == FileStore::Type::folder) return input;
  auto text = files.read(path, max_conversion_bytes);
  if (!text && text.error().code == ErrorCode::limit)
    return Error{ErrorCode::limit, in_quotes(path) + " has more than 100 MB", {}, "split it"};
  if (!text) return text.error();
  input.source = std::make_shared<const Source>(path, std::move(*text));
  return input;
}

Result<const ExchangeFormat*> guess_input(const ConversionInput& input) {
  for (const ExchangeFormat& format : exchange_formats())
    if (format.goes_in() && format.recognises(input)) return &format;
  return usage("cannot tell what " + in_quotes(input.path) + " is",
               "say it with --from; " + known_formats(Direction::in));
}

Result<const ExchangeFormat*> guess_output(std::string_view path, const ExchangeFormat& from) {
  for (const ExchangeFormat& format : exchange_formats())
    if (format.goes_out() && !format.ending.empty() && path.ends_with(format.ending)) return &format;
  if (from.holds == Holds::stubs) return &named(from.name == "pack" ? "wiremock" : "pack");
  if (path.ends_with(".json")) return &named("wiremock");
  const std::string_view name = name_of(path);
  if (name.find('.') == std::string_view::npos || path.ends_with('/')) return &named("recording");
  return usage("cannot tell what " + in_quotes(path) + " is to be",
               "say it with --to; " + known_formats(Direction::out));
}

Result<void> check_pair(const ExchangeFormat& from, const ExchangeFormat& to) {
  const bool exchanges = from.read && to.write;
  const bool stubs = from.read_stubs && to.write_stubs;
  if (exchanges || stubs) return {};
  const std::string pair = in_quotes(from.name) + " cannot become " + in_quotes(to.name);
  if (from.holds == Holds::stubs)
    return usage(pair + ": stubs say what would be answered, not what was",
                 "make a pack of it, serve it and record what it says");
  return usage(pair + ": exchanges are no stubs yet",
               "convert it into a recording, then make a pack of that: phantomime learn");
}

std::optional<Converted> convert(const ConversionInput& input, const ExchangeFormat& from, const ExchangeFormat& to,
                                 Layout layout, Reading& reading) {
  Converted converted;
  if (from.read && to.write) {
    std::vector<recording::Exchange> exchanges;
    from.read(input, reading, exchanges);
    if (!reading.errors().empty()) return std::nullopt;
    if (from.name != to.name) add_losses(exchanges, to.cannot_carry, reading.losses());
    converted.count = exchanges.size();
    converted.files = to.write(exchanges, layout, reading.losses());
  } else {
    StubTrees trees;
    from.read_stubs(input, reading, trees);
    if (!reading.errors().empty()) return std::nullopt;
    converted.count = trees.stubs.size();
    converted.files = to.write_stubs(trees, layout, reading.losses());
  }
  if (!from.unknown.empty()) reading.losses().add(from.unknown, 0);
  return converted;
}

}  // namespace phantomime::formats
