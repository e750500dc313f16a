#include "phantomime/scenario/index.hpp"

#include <algorithm>
#include <array>
#include <cstddef>
#include <memory_resource>
#include <mutex>
#include <numeric>
#include <utility>

#include "phantomime/scenario/as_get.hpp"
#include "phantomime/scenario/facet_tree.hpp"
#include "phantomime/scenario/near_paths.hpp"
#include "phantomime/scenario/path_index.hpp"

namespace phantomime::scenario {
namespace {

using Places = FacetTree::Places;
/// A place is a stub's position in the order of precedence: the smallest that matches wins.
using Place = std::uint32_t;

/// Gives out the places of several ascending lists in ascending order, as far as somebody wants them.
class Merge {
 public:
  Merge() { lists_.reserve(inline_lists); }
  void push_back(Places places) { lists_.push_back(places); }

  /// The first place for which `wanted` holds, or Index::none.
  template <class Wanted>
  Place first(Wanted&& wanted) {
    if (lists_.size() == 1) {  // nearly always
      for (const Place place : lists_.front())
        if (wanted(place)) return place;
      return Index::none;
    }
    const auto later = [](const Places& a, const Places& b) { return a.front() > b.front(); };
    std::make_heap(lists_.begin(), lists_.end(), later);
    while (!lists_.empty()) {
      std::pop_heap(lists_.begin(), lists_.end(), later);
      Places& next = lists_.back();
      if (wanted(next.front())) return next.front();
      next = next.subspan(1);
      if (next.empty())
        lists_.pop_back();
      else
        std::push_heap(lists_.begin(), lists_.end(), later);
    }
    return Index::none;
  }

 private:
  static constexpr std::size_t inline_lists = 16;
  std::array<std::byte, inline_lists * sizeof(Places)> buffer_;
  std::pmr::monotonic_buffer_resource memory_{buffer_.data(), buffer_.size()};
  std::pmr::vector<Places> lists_{&memory_};
};

bool names(const matchers::RequestSpec& request, std::string_view method) {
  return std::find(request.methods.begin(), request.methods.end(), method) != request.methods.end();
}

}  // namespace

struct Index::Built {
  /// What deciding needs of a stub most of the time, without touching the stub.
  struct Entry {
    std::uint32_t stub = 0;
    std::uint32_t method = any_method;
    bool path_settled = false;  ///< being in its bucket says that the path matches
    bool conditional = false;
    bool bound = false;  ///< to states
  };
  static constexpr std::uint32_t any_method = 0, several_methods = 1, first_method = 2;
  struct Bucket {
    std::uint32_t first = 0;  ///< of its places in bucket_places; of one place, the place itself
    std::uint32_t count = 0;
    Entry only;  ///< of one place: nearly all buckets are so, and need no further memory then
    std::unique_ptr<const FacetTree> tree;  ///< of a large bucket
  };

  explicit Built(const Scenario& of);
  void sort_stubs();
  void fill_buckets();

  [[nodiscard]] const Stub& stub_at(Place place) const { return scenario.stubs[by_precedence[place]]; }
  [[nodiscard]] Places places_of(const Bucket& bucket) const {
    return bucket.count == 1 ? Places{&bucket.first, 1} : Places{bucket_places}.subspan(bucket.first, bucket.count);
  }
  void add_candidates(const Bucket& bucket, const http::RequestView& request, std::string_view method,
                      Merge& merge) const;
  void candidates(const http::RequestView& request, std::string_view method, Merge& merge) const;
  [[nodiscard]] bool on_path(Place place, const http::RequestView& request) const {
    return on_path(entries[place], request);
  }
  [[nodiscard]] bool on_path(const Entry& entry, const http::RequestView& request) const {
    return entry.path_settled || scenario.stubs[entry.stub].request.path_matches(request.path());
  }
  [[nodiscard]] bool takes_method(Place place, std::string_view method, std::uint32_t number) const {
    return takes_method(entries[place], method, number);
  }
  [[nodiscard]] bool takes_method(const Entry& entry, std::string_view method, std::uint32_t number) const;
  [[nodiscard]] bool answers(const Entry& entry, const http::RequestView& request, std::uint32_t method,
                             const StateGate* gate) const;
  [[nodiscard]] std::uint32_t best(const http::RequestView& request, const StateGate* gate) const;
  [[nodiscard]] const NearPaths& near_paths() const;

  const Scenario& scenario;
  std::vector<Rank> ranks;                   ///< by stub
  std::vector<std::uint32_t> by_precedence;  ///< the stub at each place
  std::vector<Entry> entries;                ///< by place
  TextTable methods;
  PathIndex paths;
  std::vector<Place> bucket_places;  ///< those of one bucket lie together, ascending
  std::vector<Bucket> buckets;
  mutable std::once_flag near_paths_once;  // made when something needs explaining, or before (prepare_nearby)
  mutable std::unique_ptr<const NearPaths> made_near_paths;
};

Index::Built::Built(const Scenario& of) : scenario{of} {
  sort_stubs();
  fill_buckets();
}

void Index::Built::sort_stubs() {
  const auto count = static_cast<std::uint32_t>(scenario.stubs.size());
  ranks.reserve(count);
  for (std::uint32_t stub = 0; stub < count; ++stub) ranks.push_back(rank_of(scenario.stubs[stub], stub));
  by_precedence.resize(count);
  std::iota(by_precedence.begin(), by_precedence.end(), 0U);
  std::sort(by_precedence.begin(), by_precedence.end(),
            [this](std::uint32_t a, std::uint32_t b) { return precedes(ranks[a], ranks[b]); });
}

void Index::Built::fill_buckets() {
  const std::size_t count = by_precedence.size();
  entries.reserve(count);
  std::vector<std::uint32_t> bucket_of(count);
  std::uint32_t next_method = first_method;
  for (Place place = 0; place < count; ++place) {
    const matchers::RequestSpec& request = stub_at(place).request;
    Entry entry;
    entry.stub = by_precedence[place];
    if (request.methods.size() > 1) entry.method = several_methods;
    if (request.methods.size() == 1) {
      entry.method = methods.insert(0, request.methods.front(), next_method);
      if (entry.method == next_method) ++next_method;
    }
    entry.path_settled = PathIndex::settles(request);
    entry.conditional = !request.conditions.empty();
    entry.bound = !stub_at(place).bounds.empty();
    entries.push_back(entry);
    bucket_of[place] = paths.add(request);
  }

  // Counted first and laid into one array: ten thousand buckets of one stub cost no allocation each.
  buckets.resize(paths.buckets());
  for (const std::uint32_t bucket : bucket_of) ++buckets[bucket].count;
  std::uint32_t first = 0;
  for (Bucket& bucket : buckets) {
    bucket.first = first;
    first += bucket.count;
    bucket.count = 0;
  }
  bucket_places.resize(count);
  for (Place place = 0; place < count; ++place) {
    Bucket& bucket = buckets[bucket_of[place]];
    bucket_places[bucket.first + bucket.count++] = place;
  }
  const auto stub = [this](Place place) -> const Stub& { return stub_at(place); };
  for (Bucket& bucket : buckets) {
    if (bucket.count == 1) {
      bucket.first = bucket_places[bucket.first];
      bucket.only = entries[bucket.first];
    }
    if (bucket.count > FacetTree::small) bucket.tree = std::make_unique<const FacetTree>(places_of(bucket), stub);
  }
}

void Index::Built::add_candidates(const Bucket& bucket, const http::RequestView& request, std::string_view method,
                                  Merge& merge) const {
  if (bucket.tree)
    bucket.tree->candidates(request, method, merge);
  else
    merge.push_back(places_of(bucket));
}

void Index::Built::candidates(const http::RequestView& request, std::string_view method, Merge& merge) const {
  paths.visit(request.path(), [&](std::uint32_t number) { add_candidates(buckets[number], request, method, merge); });
}

bool Index::Built::takes_method(const Entry& entry, std::string_view method, std::uint32_t number) const {
  if (entry.method == any_method) return true;
  if (entry.method == several_methods) return names(scenario.stubs[entry.stub].request, method);
  return entry.method == number;
}

bool Index::Built::answers(const Entry& entry, const http::RequestView& request, std::uint32_t method,
                           const StateGate* gate) const {
  return takes_method(entry, request.request().method, method) && on_path(entry, request) &&
         (!entry.conditional || scenario.stubs[entry.stub].request.conditions_match(request)) &&
         (!entry.bound || !gate || gate->lets(scenario.stubs[entry.stub], request));
}

std::uint32_t Index::Built::best(const http::RequestView& request, const StateGate* gate) const {
  const std::string_view method = request.request().method;
  const std::uint32_t number = methods.find(0, method);
  Merge merge;
  // A path that leads to one stub, as nearly all do, is settled without looking anywhere but into its bucket.
  const Bucket* alone = nullptr;
  bool several = false;
  paths.visit(request.path(), [&](std::uint32_t found) {
    const Bucket& bucket = buckets[found];
    if (!alone && !several && bucket.count == 1) {
      alone = &bucket;
      return;
    }
    several = true;
    if (alone) add_candidates(*std::exchange(alone, nullptr), request, method, merge);
    add_candidates(bucket, request, method, merge);
  });
  if (alone) return answers(alone->only, request, number, gate) ? alone->only.stub : none;
  const Place place = merge.first([&](Place candidate) { return answers(entries[candidate], request, number, gate); });
  return place == none ? none : entries[place].stub;  // on the line that was just looked at
}

const NearPaths& Index::Built::near_paths() const {
  std::call_once(near_paths_once,
                 [this] { made_near_paths = std::make_unique<const NearPaths>(scenario, by_precedence); });
  return *made_near_paths;
}

Index::Index(const Scenario& scenario) : built_{std::make_unique<const Built>(scenario)} {}
Index::~Index() = default;
Index::Index(Index&&) noexcept = default;

std::uint32_t Index::find(const http::RequestView& request, const StateGate* gate) const {
  const std::uint32_t found = built_->best(request, gate);
  if (request.request().method != "HEAD") return found;
  if (found != none && names(built_->scenario.stubs[found].request, "HEAD")) return found;
  // The whole request as GET, so that method conditions inside `any` and `not` hold as they would for GET.
  const http::Request get = as_get(request.request());
  const std::uint32_t found_as_get = built_->best(http::RequestView{get}, gate);
  return found_as_get == none ? found : found_as_get;
}

std::vector<std::uint32_t> Index::on_path(const http::RequestView& request) const {
  const std::string& method = request.request().method;
  std::vector<Place> places, as_get_places;
  built_->paths.visit(request.path(), [&](std::uint32_t bucket) {
    for (const Place place : built_->places_of(built_->buckets[bucket])) {
      if (!built_->on_path(place, request)) continue;
      const matchers::RequestSpec& spec = built_->stub_at(place).request;
      if (spec.methods.empty() || names(spec, method))
        places.push_back(place);
      else if (method == "HEAD" && names(spec, "GET"))
        as_get_places.push_back(place);
    }
  });
  std::sort(places.begin(), places.end());
  std::sort(as_get_places.begin(), as_get_places.end());
  places.insert(places.end(), as_get_places.begin(), as_get_places.end());
  for (Place& place : places) place = built_->by_precedence[place];
  return places;
}

std::vector<Index::Nearby> Index::nearby(const http::RequestView& request, std::size_t limit) const {
  const std::string_view method = request.request().method;
  const std::uint32_t number = built_->methods.find(0, method);
  const std::uint32_t number_of_get = method == "HEAD" ? built_->methods.find(0, "GET") : number;
  std::vector<Nearby> stubs;
  stubs.reserve(limit);
  std::size_t bound = limit / 3, checked = 0;
  const auto add = [&](Place place, double distance, bool on_path) {
    const bool right_method = built_->takes_method(place, method, number) ||
                              (method == "HEAD" && built_->takes_method(place, "GET", number_of_get));
    stubs.push_back({place, distance, on_path, right_method});
  };
  const auto known = [&](Place place) {  // of the first few, which may come again
    return std::any_of(stubs.begin(), stubs.begin() + static_cast<std::ptrdiff_t>(checked),
                       [place](const Nearby& one) { return one.place == place; });
  };
  const auto add_on_path = [&](Place place) {
    if (stubs.size() < bound && !known(place) && built_->on_path(place, request)) add(place, 0, true);
    checked = stubs.size();
    return stubs.size() >= bound;
  };
  // First those whose method and equalities hold: of a thousand on one path these are the near ones. Then the others.
  Merge merge;
  built_->candidates(request, method, merge);
  merge.first(add_on_path);
  bound = limit * 2 / 3;
  built_->paths.visit(request.path(), [&](std::uint32_t bucket) {
    for (const Place place : built_->places_of(built_->buckets[bucket]))
      if (add_on_path(place)) return;
  });
  std::vector<NearPaths::Near> others;
  others.reserve(limit);
  built_->near_paths().collect(request.path(), limit, others);
  for (const NearPaths::Near& other : others) {
    if (stubs.size() >= limit) break;
    if (known(other.place)) continue;
    const matchers::RequestSpec& spec = built_->stub_at(other.place).request;
    add(other.place, other.distance, other.may_match && spec.path_matches(request.path()));
  }
  return stubs;
}

void Index::prepare_nearby() const { static_cast<void>(built_->near_paths()); }

const std::vector<std::uint32_t>& Index::by_precedence() const { return built_->by_precedence; }
const Rank& Index::rank(std::uint32_t stub) const { return built_->ranks[stub]; }

}  // namespace phantomime::scenario
