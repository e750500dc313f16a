#include "phantomime/state/query.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "support/memory_tables.hpp"

namespace phantomime::state {
namespace {

using testing::ElementsAre;
using testing::HasSubstr;
using testing::IsEmpty;

/// Runs that belong to containers and owners, users with roles and tokens: every kind of relation.
const test::MemoryTables& phantom() {
  static const test::MemoryTables tables = [] {
    test::MemoryTables made;
    made.add({"container", "id", {{"id", FieldType::integer}, {"name"}, {"due_time", FieldType::instant}}, {}},
             {R"({"id": 24, "name": "Mail", "due_time": "2020-01-22T19:39:43.239000Z"})",
              R"({"id": 42, "name": "Web", "due_time": null})"});
    made.add({"role", "id", {{"id", FieldType::integer}, {"name"}}, {}},
             {R"({"id": 6, "name": "Administrator"})", R"({"id": 8, "name": "Automation"})"});
    made.add({"user",
              "id",
              {{"id", FieldType::integer},
               {"username"},
               {"active", FieldType::boolean},
               {"roles", FieldType::integer, "role", true}},
              {{"token", "token", "user"}}},
             {R"({"id": 1, "username": "admin", "active": true, "roles": [6]})",
              R"({"id": 2, "username": "automation", "active": false, "roles": [6, 8]})",
              R"({"id": 3, "username": "nobody", "active": true, "roles": []})"});
    made.add({"token", "id", {{"id", FieldType::integer}, {"key"}, {"user", FieldType::integer, "user"}}, {}},
             {R"({"id": 1, "key": "abc+/=", "user": 2})"});
    made.add(
        {"run",
         "id",
         {{"id", FieldType::integer},
          {"status"},
          {"owner", FieldType::integer, "user"},
          {"container", FieldType::integer, "container"},
          {"start", FieldType::instant},
          {"misc", FieldType::json}},
         {}},
        {R"({"id": 46, "status": "success", "owner": 1, "container": 24, "start": "2020-01-22T19:39:43.239000Z"})",
         R"({"id": 47, "status": "failed", "owner": null, "container": 42, "start": "2019-05-01T00:00:00.000000Z"})",
         R"({"id": 48, "status": "running", "owner": 2, "container": 24, "start": null})"});
    return made;
  }();
  return tables;
}

QueryGrammar grammar() {
  QueryGrammar made;
  made.flags = {"pretty", "include_automation"};
  return made;
}

Result<Query> parsed(std::string_view query, const std::string& collection) {
  return parse_query(http::parse_fields(query), grammar(), *phantom().schema(collection), phantom());
}

Page page_of(std::string_view query, const std::string& collection) {
  const auto made = parsed(query, collection);
  EXPECT_TRUE(made) << made.error().what;
  if (!made) return {};
  return run_query(*made, phantom().rows(collection), *phantom().schema(collection), phantom());
}

std::vector<std::int64_t> ids(std::string_view query, const std::string& collection = "run") {
  std::vector<std::int64_t> found;
  for (const Json* row : page_of(query, collection).rows) found.push_back(row->at("id").get<std::int64_t>());
  return found;
}

std::string refusal(std::string_view query, const std::string& collection = "run") {
  const auto made = parsed(query, collection);
  return made ? "" : made.error().what + (made.error().hint.empty() ? "" : "; " + made.error().hint);
}

TEST(Query, FiltersByMembers) {
  EXPECT_THAT(ids(""), ElementsAre(46, 47, 48));
  EXPECT_THAT(ids("_filter_status=%22success%22"), ElementsAre(46));
  EXPECT_THAT(ids("_filter_status=\"success\""), ElementsAre(46));
  EXPECT_THAT(ids("_filter_status__contains=n&_filter_id__gt=40"), ElementsAre(48));
  EXPECT_THAT(ids("_filter_id__in=[46, 48]"), ElementsAre(46, 48));
  EXPECT_THAT(ids("_filter_id__in=46&_filter_id__in=48"), ElementsAre(46, 48)) << "repeated";
  EXPECT_THAT(ids("_filter_id__gt=46&_filter_id__gt=47"), ElementsAre(48)) << "both hold";
  EXPECT_THAT(ids("_filter_start__isnull=True"), ElementsAre(48));
  EXPECT_THAT(ids("_filter_misc__isnull=True"), ElementsAre(46, 47, 48)) << "a member that is not there is null";
}

TEST(Query, FollowsRelations) {
  EXPECT_THAT(ids("_filter_container=24"), ElementsAre(46, 48));
  EXPECT_THAT(ids("_filter_container_id=\"24\""), ElementsAre(46, 48));
  EXPECT_THAT(ids("_filter_container__id=24"), ElementsAre(46, 48));
  EXPECT_THAT(ids("_filter_container__name__icontains='MAI'"), ElementsAre(46, 48));
  EXPECT_THAT(ids("_filter_owner__username='admin'"), ElementsAre(46));
  EXPECT_THAT(ids("_filter_owner__username__isnull=True"), ElementsAre(47)) << "nobody has no name";
  EXPECT_THAT(ids("_filter_owner__roles__name='Automation'"), ElementsAre(48)) << "two relations, the last to many";
  EXPECT_THAT(ids("_filter_container__due_time__year=2020"), ElementsAre(46, 48));
  EXPECT_THAT(ids("_filter_roles=8", "user"), ElementsAre(2));
  EXPECT_THAT(ids("_filter_roles__isnull=True", "user"), ElementsAre(3));
  EXPECT_THAT(ids("_filter_token__key='abc%2B/='", "user"), ElementsAre(2)) << "told from the other side";
}

TEST(Query, ExcludesWhatWouldMatchAndKeepsNull) {
  EXPECT_THAT(ids("_exclude_status='failed'"), ElementsAre(46, 48));
  EXPECT_THAT(ids("_exclude_owner=1"), ElementsAre(47, 48));
  EXPECT_THAT(ids("_exclude_start__year=2020"), ElementsAre(47, 48));
  EXPECT_THAT(ids("_exclude_roles__name='Automation'", "user"), ElementsAre(1, 3));
  EXPECT_THAT(ids("_exclude_id__in=[]"), ElementsAre(46, 47, 48));
}

TEST(Query, AsksForPartsOfDates) {
  EXPECT_THAT(ids("_filter_start__year=2020"), ElementsAre(46));
  EXPECT_THAT(ids("_filter_start__month__lte=4"), ElementsAre(46));
  EXPECT_THAT(ids("_filter_start__date=2020-01-22"), ElementsAre(46));
  EXPECT_THAT(ids("_filter_start__time__lt=00:00:01"), ElementsAre(47));
  EXPECT_THAT(ids("_filter_start__hour__in=[0, 19]"), ElementsAre(46, 47));
}

TEST(Query, SortsAndPages) {
  EXPECT_THAT(ids("sort=start&order=asc"), ElementsAre(47, 46, 48)) << "null last";
  EXPECT_THAT(ids("sort=start&order=desc"), ElementsAre(48, 46, 47)) << "null first";
  EXPECT_THAT(ids("sort=owner__username"), ElementsAre(46, 48, 47));
  EXPECT_THAT(ids("sort=container&order=desc"), ElementsAre(47, 46, 48)) << "equal ones stay in order";
  EXPECT_THAT(ids("page_size=2"), ElementsAre(46, 47));
  EXPECT_THAT(ids("page_size=2&page=1"), ElementsAre(48));
  EXPECT_THAT(ids("page_size=\"2\"&page=7"), IsEmpty());
  EXPECT_THAT(ids("?&page_size=0"), ElementsAre(46, 47, 48));
  EXPECT_THAT(ids("page_size=9223372036854775807&page=0"), ElementsAre(46, 47, 48));
}

TEST(Query, CountsMatchesAndPages) {
  const Page all = page_of("page_size=2&page=1", "run");
  EXPECT_EQ(all.count, 3);
  EXPECT_EQ(all.num_pages, 2);
  EXPECT_EQ(page_of("page_size=0", "run").num_pages, 1);
  EXPECT_EQ(page_of("page_size=1", "run").num_pages, 3);
  const Page none = page_of("_filter_id=1", "run");
  EXPECT_EQ(none.count, 0);
  EXPECT_EQ(none.num_pages, 0);
}

TEST(Query, ReadsFlagsBareAndValued) {
  EXPECT_THAT(parsed("pretty", "run")->flags, ElementsAre("pretty"));
  EXPECT_THAT(parsed("pretty=True&include_automation=1", "run")->flags, ElementsAre("include_automation", "pretty"));
  EXPECT_THAT(parsed("pretty=False&include_automation=0", "run")->flags, IsEmpty());
  EXPECT_THAT(parsed("_annotation_container_attachments=True", "run")->flags, IsEmpty()) << "not known, no matter";
}

TEST(Query, SaysWhatIsWrongByName) {
  EXPECT_EQ(refusal("_filter_statsu='x'"), "_filter_statsu: 'statsu' is no member of run; did you mean 'status'?");
  EXPECT_EQ(refusal("_filter_status__contans='x'"),
            "_filter_status__contans: 'contans' is no operator on status; did you mean 'contains'?");
  EXPECT_EQ(refusal("_filter_status__year=2020"), "_filter_status__year: 'year' is no operator on status");
  EXPECT_EQ(refusal("_filter_status__exact__in=2"),
            "_filter_status__exact__in: nothing may follow the operator 'exact'");
  EXPECT_EQ(refusal("_filter_owner='admin'"), R"(_filter_owner: expected an integer, found "admin")");
  EXPECT_EQ(refusal("_filter_token=1", "user"), "_filter_token: 'token' leads to token: name a member of it");
  EXPECT_EQ(refusal("_filter_=1"), "_filter_: '' is no member of run");
  EXPECT_EQ(refusal("page=-1"), "page: expected a number of at least 0");
  EXPECT_EQ(refusal("page=x"), "page: expected a number of at least 0");
  EXPECT_EQ(refusal("order=up"), "order: expected asc or desc");
  EXPECT_THAT(refusal("sort=nothing"), HasSubstr("sort: 'nothing' is no member of run"));
  EXPECT_EQ(refusal("sort=misc"), "sort: cannot be sorted by 'misc'");
  EXPECT_EQ(refusal("sort=status__contains"), "sort: cannot be sorted by 'status__contains'");
}

TEST(Query, FollowsAnotherGrammar) {
  QueryGrammar other = grammar();
  other.page = "p";
  other.first_page = 1;
  other.page_size = "n";
  other.zero_is_all = false;
  other.filter = "where.";
  other.exclude = "not.";
  other.separator = ".";
  const auto ask = [&](std::string_view query) {
    return parse_query(http::parse_fields(query), other, *phantom().schema("run"), phantom());
  };
  const auto query = ask("p=2&n=1&where.container.name=Mail&_filter_id=1");
  ASSERT_TRUE(query) << query.error().what;
  const Page page = run_query(*query, phantom().rows("run"), *phantom().schema("run"), phantom());
  EXPECT_EQ(page.count, 2);
  ASSERT_EQ(page.rows.size(), 1u);
  EXPECT_EQ(page.rows[0]->at("id"), 48);
  EXPECT_EQ(ask("p=0").error().what, "p: expected a number of at least 1");
  EXPECT_EQ(ask("n=0").error().what, "n: expected a number of at least 1");
}

}  // namespace
}  // namespace phantomime::state
