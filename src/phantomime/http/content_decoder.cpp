#include "phantomime/http/content_decoder.hpp"

#include <algorithm>
#include <array>
#include <new>

#include <brotli/decode.h>
#include <zlib.h>

namespace phantomime::http {
namespace {

constexpr std::size_t part_bytes = 64u << 10;
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

}  // namespace

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

}  // namespace phantomime::http
