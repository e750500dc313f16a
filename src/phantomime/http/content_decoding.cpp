#include "phantomime/http/content_decoding.hpp"

#include <algorithm>
#include <utility>

#include "phantomime/base/ascii.hpp"

namespace phantomime::http {
namespace {

constexpr std::size_t most_codings = 4;

std::string_view name_of(ContentCoding coding) noexcept {
  switch (coding) {
    case ContentCoding::gzip:
      return "gzip";
    case ContentCoding::brotli:
      return "br";
    default:
      return "deflate";
  }
}

std::optional<ContentCoding> coding_named(std::string_view name) {
  if (same_name(name, "gzip") || same_name(name, "x-gzip")) return ContentCoding::gzip;
  if (same_name(name, "deflate")) return ContentCoding::deflate;
  if (same_name(name, "br")) return ContentCoding::brotli;
  return std::nullopt;
}

/// Adds those of a list. Errors: not_found, limit.
Result<void> add_codings(std::string_view list, std::vector<ContentCoding>& codings) {
  while (!list.empty()) {
    const std::size_t end = std::min(list.find(','), list.size());
    const std::string_view name = trimmed(list.substr(0, end));
    list.remove_prefix(std::min(end + 1, list.size()));
    if (name.empty() || same_name(name, "identity")) continue;
    const auto coding = coding_named(name);
    if (!coding)
      return Error{
          ErrorCode::not_found, "the content coding '" + std::string{name.substr(0, 40)} + "' is not known", {}, ""};
    if (codings.size() == most_codings) return Error{ErrorCode::limit, "there are too many content codings", {}, ""};
    codings.push_back(*coding);
  }
  return {};
}

/// Takes off what `decoder` knows. Whether the bytes were in its coding, as far as they went; nothing beyond the limit.
std::optional<bool> take_off(ContentDecoder& decoder, std::string_view bytes, std::string& out, std::size_t limit) {
  for (std::size_t before = 1; !bytes.empty() || before != out.size();) {
    before = out.size();
    if (!decoder.feed(bytes, out)) return false;
    if (out.size() > limit) return std::nullopt;
  }
  return true;
}

}  // namespace

std::optional<std::vector<ContentCoding>> content_codings(const Headers& headers) {
  std::vector<ContentCoding> codings;
  for (const std::string_view value : headers.all("Content-Encoding"))
    if (!add_codings(value, codings)) return std::nullopt;
  return codings;
}

Result<std::string> decoded_content(std::string_view bytes, std::vector<ContentCoding>& codings, std::size_t limit) {
  std::string text{bytes};
  for (auto coding = codings.rbegin(); coding != codings.rend(); ++coding) {
    ContentDecoder decoder{*coding};
    std::string out;
    const auto took = take_off(decoder, text, out, limit);
    if (!took) return Error{ErrorCode::limit, "it is too long once decoded", {}, {}};
    if (!*took) return Error{ErrorCode::syntax, "it is not in its content coding", {}, {}};
    *coding = decoder.coding();
    text = std::move(out);
  }
  return text;
}

Result<std::string> decode_content(std::string_view bytes, std::string_view codings, std::size_t limit) {
  std::vector<ContentCoding> known;
  if (auto added = add_codings(codings, known); !added) return added.error();
  return decode_content(bytes, known, limit);
}

Result<std::string> decode_content(std::string_view bytes, std::vector<ContentCoding>& codings, std::size_t limit) {
  std::string text{bytes};
  for (auto coding = codings.rbegin(); coding != codings.rend(); ++coding) {
    ContentDecoder decoder{*coding};
    std::string out;
    const auto took = take_off(decoder, text, out, limit);
    if (!took)
      return Error{ErrorCode::limit, "the decoded body has more than " + std::to_string(limit) + " bytes", {}, ""};
    if (!*took || !decoder.finished())
      return Error{ErrorCode::bad_value, "the body is not " + std::string{name_of(*coding)}, {}, ""};
    *coding = decoder.coding();
    text = std::move(out);
  }
  return text;
}

}  // namespace phantomime::http
