#pragma once

#include <memory>
#include <string>
#include <string_view>
#include <vector>

#include "phantomime/base/document.hpp"
#include "phantomime/place.hpp"
#include "phantomime/words.hpp"

namespace phantomime::detail {

/// What a test said: a located tree such as a file would have made, whose places are lines of the test. Texts in YAML
/// or JSON within it have sources of their own, named after the line they stand in.
struct Said {
  Node node;
  std::vector<std::shared_ptr<const Source>> sources;  ///< that the nodes point into
  Errors errors;                                       ///< what could not even be read
  Place place;                                         ///< where it began to be said

  explicit Said(Place where) : place{where} {}

  /// The source of a place, whose lines it has not.
  const Source* source_at(Place where);
  [[nodiscard]] Node text(std::string_view text, Place where);
  [[nodiscard]] Node scalar(const Scalar& scalar, Place where);
  /// A mapping of one entry.
  [[nodiscard]] Node entry(std::string_view key, Node value, Place where);
  [[nodiscard]] Node sequence(std::vector<Node> items, Place where);
  [[nodiscard]] Node list(std::initializer_list<Scalar> values, Place where);
  /// A text read as JSON, or as YAML; null with the error kept where it is none. `what` names it.
  [[nodiscard]] Node json(std::string_view text, std::string_view what, Place where);
  [[nodiscard]] Node yaml(std::string_view text, std::string_view what, Place where);
  /// The node of something else that was said, with what it needs.
  [[nodiscard]] Node take(const Said& other);
};

/// What the handles of words.hpp hold.
struct Access {
  template <class T>
  [[nodiscard]] static const Said& said(const T& words) {
    return *words.said_;
  }
  template <class T>
  [[nodiscard]] static T make(std::shared_ptr<const Said> said) {
    return T{std::move(said)};
  }
  template <class T, class... Arguments>
  [[nodiscard]] static T make_handle(Arguments&&... arguments) {
    return T{std::forward<Arguments>(arguments)...};
  }
  template <class T>
  [[nodiscard]] static const auto& world(const T& handle) {
    return handle.world_;
  }
  template <class T>
  [[nodiscard]] static const auto& loaded(const T& pack) {
    return pack.loaded_;
  }
};

/// Lays a mapping over another as far as both together mean that both hold: fields of a query, header lines, cookies
/// and members of a body beside each other. False, and nothing changed, where one says what the other says already.
/// `part` is what they are: empty for a whole request, "body" for a body.
[[nodiscard]] bool join(Node& into, const Node& addition, std::string_view part);
/// Lays the entries of a response over those that are there: header lines beside each other, of all else the later.
void lay_over(Node& response, const Node& addition);
/// Adds an entry, or replaces the one of that key.
void put(Node& mapping, const Node& key, Node value);

}  // namespace phantomime::detail
