#include "phantomime/scenario/turns.hpp"

#include <algorithm>
#include <numeric>
#include <tuple>

namespace phantomime::scenario {
namespace {

/// How many of those that may come next are told.
constexpr std::size_t most_told = 3;

}  // namespace

Order::Order(std::vector<Turn> turns) : turns_{std::move(turns)}, by_end_(turns_.size()) {
  std::stable_sort(turns_.begin(), turns_.end(), [](const Turn& a, const Turn& b) {
    return std::tie(a.session, a.begin) < std::tie(b.session, b.begin);
  });
  std::iota(by_end_.begin(), by_end_.end(), std::size_t{0});
  std::stable_sort(by_end_.begin(), by_end_.end(), [this](std::size_t a, std::size_t b) {
    return std::tie(turns_[a].session, turns_[a].end) < std::tie(turns_[b].session, turns_[b].end);
  });
  for (std::size_t turn = 0; turn < turns_.size(); ++turn) by_stub_[turns_[turn].stub].push_back(turn);
}

const std::vector<std::size_t>* Order::of(std::string_view stub) const {
  const auto found = by_stub_.find(std::string{stub});
  return found == by_stub_.end() ? nullptr : &found->second;
}

Turns::Turns(std::shared_ptr<const Order> order) : order_{std::move(order)}, taken_(order_->turns().size(), false) {}

std::optional<std::string> Turns::take(std::string_view stub) {
  const std::vector<std::size_t>* const own = order_->of(stub);
  if (!own) return std::nullopt;
  const std::lock_guard lock{mutex_};
  const auto turn = next_of(*own);
  if (!turn || !has_come(*turn)) return expected();
  taken_[*turn] = true;
  const auto& by_end = order_->by_end();
  while (first_unended_ < by_end.size() && taken_[by_end[first_unended_]]) ++first_unended_;
  return std::nullopt;
}

std::optional<std::size_t> Turns::next_of(const std::vector<std::size_t>& own) const {
  // A stub's turns are taken in their order: the first that is left is found by halves.
  const auto next = std::partition_point(own.begin(), own.end(), [this](std::size_t turn) { return taken_[turn]; });
  return next == own.end() ? std::nullopt : std::optional{*next};
}

/// Whether all that had ended before it began were taken: then so was the first of those that are left to end, or it
/// ended later.
bool Turns::has_come(std::size_t turn) const {
  const std::size_t first = order_->by_end()[first_unended_];
  if (first == turn) return true;
  const Turn& ends = order_->turns()[first];
  const Turn& begins = order_->turns()[turn];
  return ends.session == begins.session && ends.end > begins.begin;
}

std::string Turns::expected() const {
  if (first_unended_ == order_->by_end().size()) return "nothing: everything that was recorded has come";
  std::string text;
  std::size_t told = 0;
  for (std::size_t turn = 0; turn < taken_.size() && told < most_told; ++turn) {
    if (taken_[turn] || !has_come(turn)) continue;
    text += (told++ ? ", or " : "") + order_->turns()[turn].told;
  }
  return text;
}

void Turns::inherit(const Turns& earlier) {
  const std::scoped_lock lock{mutex_, earlier.mutex_};
  if (earlier.order_ != order_) return;
  taken_ = earlier.taken_;
  first_unended_ = earlier.first_unended_;
}

}  // namespace phantomime::scenario
