#include "phantomime/recording/redaction/content_decoder.hpp"

#include <algorithm>
#include <array>
#include <new>

#include <brotli/decode.h>
#include <zlib.h>

#include "phantomime/base/ascii.hpp"
#include "phantomime/directives/content_coding.hpp"

namespace phantomime::recording {
namespace {

constexpr std::size_t part_bytes = 64u << 10;
constexpr std::size_t most_codings = 3;
/// zlib counts what goes in with 32 bits.
constexpr std::size_t most_at_once = 1u << 30;

int window_bits(ContentCoding coding) {
  if (coding == ContentCoding::gzip) return 15 + 16;
  return coding == ContentCoding::deflate ? 15 : -15;
}

/// zlib's format begins with a method and a check (RFC 1950, 2.2); what does not is bare deflate.
bool begins_zlib(std::string_view bytes) {
  if (bytes.size() < 2) return true;
  const auto first = static_cast<unsigned char>(bytes[0]), second = static_cast<unsigned char>(bytes[1]);
  return (first & 0x0FU) == 8 && (first * 256U + second) % 31 == 0;
}

std::optional<ContentCoding> coding_named(std::string_view name) {
  if (http::same_name(name, "gzip") || http::same_name(name, "x-gzip")) return ContentCoding::gzip;
  if (http::same_name(name, "deflate")) return ContentCoding::deflate;
  if (http::same_name(name, "br")) return ContentCoding::brotli;
  return std::nullopt;
}

}  // namespace

std::optional<std::vector<ContentCoding>> content_codings(const http::Headers& headers) {
  std::vector<ContentCoding> codings;
  for (std::string_view value : headers.all("Content-Encoding")) {
    while (!value.empty()) {
      const std::size_t end = std::min(value.find(','), value.size());
      const std::string_view name = trimmed(value.substr(0, end));
      value.remove_prefix(std::min(end + 1, value.size()));
      if (name.empty() || http::same_name(name, "identity")) continue;
      const auto coding = coding_named(name);
      if (!coding || codings.size() == most_codings) return std::nullopt;
      codings.push_back(*coding);
    }
  }
  return codings;
}

struct ContentDecoder::State {
  ContentCoding coding;
  z_stream zlib{};
  bool zlib_open = false;
  BrotliDecoderState* brotli = nullptr;
  bool began = false, ended = false;

  explicit State(ContentCoding wanted) : coding{wanted} {
    if (coding != ContentCoding::brotli) return;
    brotli = BrotliDecoderCreateInstance(nullptr, nullptr, nullptr);
    if (!brotli) throw std::bad_alloc{};
  }
  ~State() {
    if (zlib_open) inflateEnd(&zlib);
    if (brotli) BrotliDecoderDestroyInstance(brotli);
  }
  State(const State&) = delete;
  State& operator=(const State&) = delete;

  bool inflate_some(std::string_view& bytes, std::string& out) {
    if (!began && coding == ContentCoding::deflate && !begins_zlib(bytes)) coding = ContentCoding::raw_deflate;
    if (!zlib_open) {
      if (inflateInit2(&zlib, window_bits(coding)) != Z_OK) return false;
      zlib_open = true;
    }
    // A gzip file may have several members (RFC 1952, 2.2).
    if (ended && (coding != ContentCoding::gzip || inflateReset(&zlib) != Z_OK)) return bytes.empty();
    ended = false;
    began = true;
    std::array<char, part_bytes> part;
    const std::size_t given = std::min(bytes.size(), most_at_once);
    zlib.next_in = reinterpret_cast<Bytef*>(const_cast<char*>(bytes.data()));  // zlib only reads it
    zlib.avail_in = static_cast<uInt>(given);
    zlib.next_out = reinterpret_cast<Bytef*>(part.data());
    zlib.avail_out = static_cast<uInt>(part.size());
    const int result = inflate(&zlib, Z_NO_FLUSH);
    out.append(part.data(), part.size() - zlib.avail_out);
    bytes.remove_prefix(given - zlib.avail_in);
    ended = result == Z_STREAM_END;
    return result == Z_OK || result == Z_STREAM_END || result == Z_BUF_ERROR;
  }

  bool brotli_some(std::string_view& bytes, std::string& out) {
    if (ended) return bytes.empty();
    began = true;
    std::array<std::uint8_t, part_bytes> part;
    std::size_t in = bytes.size(), room = part.size();
    const auto* next_in = reinterpret_cast<const std::uint8_t*>(bytes.data());
    std::uint8_t* next_out = part.data();
    const auto result = BrotliDecoderDecompressStream(brotli, &in, &next_in, &room, &next_out, nullptr);
    out.append(reinterpret_cast<const char*>(part.data()), part.size() - room);
    bytes.remove_prefix(bytes.size() - in);
    ended = result == BROTLI_DECODER_RESULT_SUCCESS;
    return result != BROTLI_DECODER_RESULT_ERROR;
  }
};

ContentDecoder::ContentDecoder(ContentCoding coding) : state_{std::make_unique<State>(coding)} {}
ContentDecoder::~ContentDecoder() = default;
ContentDecoder::ContentDecoder(ContentDecoder&&) noexcept = default;
ContentDecoder& ContentDecoder::operator=(ContentDecoder&&) noexcept = default;

bool ContentDecoder::feed(std::string_view& bytes, std::string& out) {
  if (bytes.empty() && (!state_->began || state_->ended)) return true;
  return state_->brotli ? state_->brotli_some(bytes, out) : state_->inflate_some(bytes, out);
}
bool ContentDecoder::finished() const noexcept { return state_->ended; }
ContentCoding ContentDecoder::coding() const noexcept { return state_->coding; }

Result<std::string> decoded_content(std::string_view bytes, std::vector<ContentCoding>& codings, std::size_t limit) {
  std::string text{bytes};
  for (auto coding = codings.rbegin(); coding != codings.rend(); ++coding) {
    ContentDecoder decoder{*coding};
    std::string out;
    std::string_view left = text;
    for (std::size_t before = 1; !left.empty() || before != out.size();) {
      before = out.size();
      if (!decoder.feed(left, out)) return Error{ErrorCode::syntax, "it is not in its content coding", {}, {}};
      if (out.size() > limit) return Error{ErrorCode::limit, "it is too long once decoded", {}, {}};
    }
    *coding = decoder.coding();
    text = std::move(out);
  }
  return text;
}

Result<std::string> encoded_content(std::string_view bytes, const std::vector<ContentCoding>& codings) {
  std::string text{bytes};
  for (const ContentCoding coding : codings) {
    using directives::Coding;
    const Coding as = coding == ContentCoding::gzip     ? Coding::gzip
                      : coding == ContentCoding::brotli ? Coding::brotli
                                                        : Coding::deflate;
    auto coded = directives::encode(text, as);
    if (!coded) return coded.error();
    text = *std::move(coded);
    // Bare deflate is zlib's format without its two bytes in front and the sum behind.
    if (coding == ContentCoding::raw_deflate && text.size() >= 6) text = text.substr(2, text.size() - 6);
  }
  return text;
}

}  // namespace phantomime::recording
