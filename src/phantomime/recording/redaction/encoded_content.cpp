#include "phantomime/recording/redaction/encoded_content.hpp"

#include <utility>

#include "phantomime/directives/content_coding.hpp"

namespace phantomime::recording {

Result<std::string> encoded_content(std::string_view bytes, const std::vector<http::ContentCoding>& codings) {
  std::string text{bytes};
  for (const http::ContentCoding coding : codings) {
    using directives::Coding;
    const Coding as = coding == http::ContentCoding::gzip     ? Coding::gzip
                      : coding == http::ContentCoding::brotli ? Coding::brotli
                                                              : Coding::deflate;
    auto coded = directives::encode(text, as);
    if (!coded) return coded.error();
    text = *std::move(coded);
    // Bare deflate is zlib's format without its two bytes in front and the sum behind.
    if (coding == http::ContentCoding::raw_deflate && text.size() >= 6) text = text.substr(2, text.size() - 6);
  }
  return text;
}

}  // namespace phantomime::recording
