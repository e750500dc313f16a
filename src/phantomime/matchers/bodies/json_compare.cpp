// Compares JSON with a shape: to decide (fast, no text) and to explain (every member that differs).
#include <cmath>

#include "phantomime/base/time_text.hpp"
#include "phantomime/matchers/bodies/json_shape.hpp"
#include "phantomime/matchers/json_number.hpp"
#include "phantomime/matchers/json_pointer.hpp"
#include "phantomime/matchers/path_pattern.hpp"

namespace phantomime::matchers {

namespace {

bool is_integral(const Json& value) {
  if (!value.is_number_float()) return value.is_number();
  const double number = value.get<double>();
  return std::trunc(number) == number;
}

bool matches_placeholder(JsonShape::Placeholder placeholder, const Json& value) {
  const std::string* text = value.get_ptr<const std::string*>();
  switch (placeholder) {
    case JsonShape::Placeholder::any:
      return true;
    case JsonShape::Placeholder::string:
      return text != nullptr;
    case JsonShape::Placeholder::integer:
      return is_integral(value);
    case JsonShape::Placeholder::number:
      return value.is_number();
    case JsonShape::Placeholder::boolean:
      return value.is_boolean();
    case JsonShape::Placeholder::array:
      return value.is_array();
    case JsonShape::Placeholder::object:
      return value.is_object();
    case JsonShape::Placeholder::null:
      return value.is_null();
    case JsonShape::Placeholder::uuid:
      return text && capture_accepts(CaptureType::uuid, *text);
    case JsonShape::Placeholder::timestamp:
      return text && parse_instant(*text).ok();
  }
  return false;
}

constexpr std::size_t unpaired = static_cast<std::size_t>(-1);

/// Pairs the items of a list with the elements of an array where order does not count: bipartite matching by
/// augmenting paths. Which elements satisfy an item is looked at once each; list lengths are bounded at load.
class Pairing {
 public:
  Pairing(const std::vector<JsonShape>& items, const Json& array, JsonLeniency leniency)
      : element_count_{array.size()}, fits_(items.size() * array.size()), item_of_(array.size(), unpaired) {
    for (std::size_t item = 0; item < items.size(); ++item)
      for (std::size_t element = 0; element < element_count_; ++element)
        fits_[item * element_count_ + element] = matches_shape(items[item], array[element], leniency);
    for (std::size_t item = 0; item < items.size(); ++item) {
      seen_.assign(element_count_, false);
      if (!pair(item)) left_over_.push_back(item);
    }
  }
  [[nodiscard]] const std::vector<std::size_t>& items_left_over() const noexcept { return left_over_; }
  [[nodiscard]] bool is_paired(std::size_t element) const noexcept { return item_of_[element] != unpaired; }

 private:
  // Recursion goes as deep as the list is long, at most.
  bool pair(std::size_t item) {
    for (std::size_t element = 0; element < element_count_; ++element) {
      if (!fits_[item * element_count_ + element] || seen_[element]) continue;
      seen_[element] = true;
      if (item_of_[element] != unpaired && !pair(item_of_[element])) continue;
      item_of_[element] = item;
      return true;
    }
    return false;
  }

  std::size_t element_count_;
  std::vector<bool> fits_;
  std::vector<bool> seen_;
  std::vector<std::size_t> item_of_;
  std::vector<std::size_t> left_over_;
};

bool matches_object(const JsonShape& shape, const Json& value, JsonLeniency leniency) {
  if (!value.is_object()) return false;
  const auto& members = value.get_ref<const Json::object_t&>();
  if (members.size() < shape.members.size()) return false;
  if (!leniency.extra_members && members.size() != shape.members.size()) return false;
  for (const auto& [name, member] : shape.members) {
    const auto found = members.find(name);
    if (found == members.end() || !matches_shape(member, found->second, leniency)) return false;
  }
  return true;
}

bool matches_array(const JsonShape& shape, const Json& value, JsonLeniency leniency) {
  if (!value.is_array() || value.size() != shape.items.size()) return false;
  if (leniency.array_order) return Pairing{shape.items, value, leniency}.items_left_over().empty();
  for (std::size_t index = 0; index < shape.items.size(); ++index)
    if (!matches_shape(shape.items[index], value[index], leniency)) return false;
  return true;
}

/// Collects the differences of one body.
class Explainer {
 public:
  Explainer(JsonLeniency leniency, const Location& where, std::vector<Difference>& differences)
      : leniency_{leniency}, where_{where}, differences_{differences}, bound_{differences.size() + most} {}

  void compare(const JsonShape& shape, const Json& value, const std::string& path, Showing showing) {
    if (full() || matches_shape(shape, value, leniency_)) return;
    if (shape.kind == JsonShape::Kind::object && value.is_object()) return compare_members(shape, value, path, showing);
    if (shape.kind == JsonShape::Kind::array && value.is_array())
      return leniency_.array_order ? compare_unordered(shape, value, path, showing)
                                   : compare_items(shape, value, path, showing);
    const std::string actual = show_json(value, showing);
    std::string edit = "change " + path + " in the body from " + actual + " to " + wanted(shape, showing);
    if (showing == Showing::redacted) edit = "give " + path + " in the body the value that the stub asks for";
    add(path, shape.describe(showing), actual, std::move(edit), likeness(shape, value));
  }

 private:
  static constexpr std::size_t most = 20;

  bool full() const noexcept { return differences_.size() >= bound_; }

  void add(const std::string& path, std::string expected, std::string actual, std::string edit, double distance) {
    if (!full())
      differences_.push_back(
          {"body " + path, std::move(expected), std::move(actual), std::move(edit), distance, where_});
  }

  // What a value is to be changed to: `"new"`, `an integer`.
  static std::string wanted(const JsonShape& shape, Showing showing) {
    if (shape.kind == JsonShape::Kind::placeholder) {
      const std::string phrase = shape.describe(showing);
      return phrase.starts_with("is a") ? phrase.substr(3) : phrase == "is null" ? "null" : "any value";
    }
    if (shape.kind == JsonShape::Kind::expression) return "what " + shape.describe(showing);
    return show_json(shape.written(), showing);
  }

  static double likeness(const JsonShape& shape, const Json& value) {
    constexpr double near = 0.1;
    constexpr double far = 0.8;
    if (shape.kind != JsonShape::Kind::literal || value.type() != shape.literal.type()) return far;
    return near + (far - near) * text_distance(brief(shape.literal), brief(value));
  }

  static Showing inside(Showing outer, std::string_view name) {
    return outer == Showing::redacted ? outer : showing_for(name);
  }

  void missing(const JsonShape& shape, const std::string& path, Showing showing) {
    add(path, shape.describe(showing), "absent", "add " + path + " with " + wanted(shape, showing) + " to the body", 1);
  }

  void superfluous(const Json& value, const std::string& path, Showing showing) {
    constexpr double one_too_many = 0.4;
    add(path, "is absent", show_json(value, showing), "remove " + path + " from the body", one_too_many);
  }

  void compare_members(const JsonShape& shape, const Json& value, const std::string& path, Showing showing) {
    const auto& members = value.get_ref<const Json::object_t&>();
    for (const auto& [name, member] : shape.members) {
      const auto found = members.find(name);
      const Showing here = inside(showing, name);
      if (found == members.end())
        missing(member, path_to(path, name), here);
      else
        compare(member, found->second, path_to(path, name), here);
    }
    if (leniency_.extra_members) return;
    auto wanted_member = shape.members.begin();
    for (const auto& [name, member] : members) {  // both sorted by name
      if (full()) return;
      while (wanted_member != shape.members.end() && wanted_member->name < name) ++wanted_member;
      if (wanted_member == shape.members.end() || wanted_member->name != name)
        superfluous(member, path_to(path, shortened(name)), inside(showing, name));
    }
  }

  void compare_items(const JsonShape& shape, const Json& value, const std::string& path, Showing showing) {
    for (std::size_t index = 0; index < std::max(shape.items.size(), value.size()) && !full(); ++index) {
      const std::string here = path_to(path, index);
      if (index >= value.size())
        missing(shape.items[index], here, showing);
      else if (index >= shape.items.size())
        superfluous(value[index], here, showing);
      else
        compare(shape.items[index], value[index], here, showing);
    }
  }

  void compare_unordered(const JsonShape& shape, const Json& value, const std::string& path, Showing showing) {
    constexpr std::size_t most_elements = 2000;
    constexpr double some_elements = 0.5;
    if (value.size() > most_elements) {  // pairing these up would take long, and show nothing
      add(path, "has " + std::to_string(shape.items.size()) + " elements", std::to_string(value.size()) + " elements",
          "remove elements of " + path + " from the body", some_elements);
      return;
    }
    const Pairing pairing{shape.items, value, leniency_};
    for (const std::size_t item : pairing.items_left_over())
      add(path, "has an element that " + shape.items[item].describe(showing), "no such element",
          "add the element " + wanted(shape.items[item], showing) + " to " + path + " in the body", some_elements);
    for (std::size_t element = 0; element < value.size() && !full(); ++element)
      if (!pairing.is_paired(element)) superfluous(value[element], path_to(path, element), showing);
  }

  // A member's name comes from the client: no path grows past what a message shows.
  static std::string shortened(const std::string& name) { return name.size() > shown_bytes ? show_bare(name) : name; }

  JsonLeniency leniency_;
  const Location& where_;
  std::vector<Difference>& differences_;
  std::size_t bound_;
};

}  // namespace

bool matches_shape(const JsonShape& shape, const Json& value, JsonLeniency leniency) {
  switch (shape.kind) {
    case JsonShape::Kind::literal:
      return same_json(shape.literal, value);
    case JsonShape::Kind::object:
      return matches_object(shape, value, leniency);
    case JsonShape::Kind::array:
      return matches_array(shape, value, leniency);
    case JsonShape::Kind::placeholder:
      return matches_placeholder(shape.placeholder, value);
    case JsonShape::Kind::expression:
      return value.is_string() && shape.expression->matches_whole(value.get_ref<const std::string&>());
  }
  return false;
}

void explain_shape(const JsonShape& shape, const Json& value, JsonLeniency leniency, const Location& where,
                   std::vector<Difference>& differences) {
  Explainer{leniency, where, differences}.compare(shape, value, "$", Showing::plain);
}

}  // namespace phantomime::matchers
