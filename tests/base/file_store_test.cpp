#include "phantomime/base/file_store.hpp"

#include <filesystem>
#include <fstream>
#include <memory>
#include <tuple>
#include <vector>

#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <unistd.h>

#include "support/memory_file_store.hpp"

namespace phantomime {
namespace {

namespace fs = std::filesystem;
using testing::HasSubstr;
using testing_support::MemoryFileStore;

/// The same tree on the disk and in memory, so that the fake is held to what the real one does.
class FileStoreTest : public testing::TestWithParam<bool> {
 protected:
  FileStoreTest() {
    if (!GetParam()) {
      auto store = std::make_unique<MemoryFileStore>();
      root_ = "/root";
      store->add("/root/a.txt", std::string("one\0two", 7));
      store->add("/root/folder/b.txt", "b");
      store->add("/root/folder/Z.txt", "Z");
      store->add_folder("/root/empty");
      store->add_link("/root/link.txt", "/root/a.txt");
      store->add_link("/root/way", "/root/folder");
      store_ = std::move(store);
      return;
    }
    root_ = testing::TempDir() + "phantomime_file_store_test_" + std::to_string(::getpid());
    fs::remove_all(root_);
    fs::create_directories(root_ + "/folder");
    fs::create_directories(root_ + "/empty");
    std::ofstream{root_ + "/a.txt", std::ios::binary} << std::string("one\0two", 7);
    std::ofstream{root_ + "/folder/b.txt"} << "b";
    std::ofstream{root_ + "/folder/Z.txt"} << "Z";
    fs::create_symlink(root_ + "/a.txt", root_ + "/link.txt");
    fs::create_directory_symlink(root_ + "/folder", root_ + "/way");
    root_ = fs::canonical(root_).string();
    store_ = std::make_unique<DiskFileStore>();
  }
  ~FileStoreTest() override {
    if (GetParam()) fs::remove_all(root_);
  }

  std::unique_ptr<FileStore> store_;
  std::string root_;
};

INSTANTIATE_TEST_SUITE_P(Stores, FileStoreTest, testing::Bool(),
                         [](const auto& which) { return which.param ? "Disk" : "Memory"; });

TEST_P(FileStoreTest, ReadsAllBytes) {
  const auto bytes = store_->read(root_ + "/a.txt", 100);
  ASSERT_TRUE(bytes.ok());
  EXPECT_EQ(*bytes, std::string("one\0two", 7));
  EXPECT_EQ(store_->read(root_ + "/link.txt", 100).value(), *bytes);
  EXPECT_EQ(store_->read(root_ + "/way/b.txt", 100).value(), "b");
  EXPECT_EQ(store_->read(root_ + "/folder/../folder/./b.txt", 100).value(), "b");
}

TEST_P(FileStoreTest, HoldsTheLimit) {
  EXPECT_TRUE(store_->read(root_ + "/a.txt", 7).ok());
  const auto result = store_->read(root_ + "/a.txt", 6);
  ASSERT_FALSE(result.ok());
  EXPECT_EQ(result.error().code, ErrorCode::limit);
  EXPECT_THAT(result.error().what, HasSubstr("larger than 6 bytes"));
}

TEST_P(FileStoreTest, ReadsAPart) {
  const std::string path = root_ + "/a.txt";
  for (const auto& [offset, size, expected] : std::vector<std::tuple<std::uint64_t, std::size_t, std::string>>{
           {0, 3, "one"}, {4, 3, "two"}, {4, 100, "two"}, {7, 10, ""}, {100, 10, ""}, {0, 0, ""}}) {
    const auto part = store_->read_part(path, offset, size);
    ASSERT_TRUE(part) << offset;
    EXPECT_EQ(*part, expected) << offset << ", " << size;
  }
  const auto missing = store_->read_part(root_ + "/none", 0, 1);
  ASSERT_FALSE(missing);
  EXPECT_EQ(missing.error().code, ErrorCode::not_found);
}

TEST_P(FileStoreTest, SaysWhatIsMissing) {
  for (const std::string path : {"/none", "/a.txt/none", "/none/a.txt"}) {
    const auto result = store_->read(root_ + path, 100);
    ASSERT_FALSE(result.ok());
    EXPECT_EQ(result.error().code, ErrorCode::not_found) << path;
    EXPECT_EQ(result.error().what, "'" + root_ + path + "' does not exist");
    EXPECT_EQ(store_->type(root_ + path), FileStore::Type::missing);
    EXPECT_EQ(store_->real_path(root_ + path).error().code, ErrorCode::not_found);
    EXPECT_EQ(store_->list(root_ + path).error().code, ErrorCode::not_found);
  }
}

TEST_P(FileStoreTest, ReadsNoFolders) {
  const auto result = store_->read(root_ + "/folder", 100);
  ASSERT_FALSE(result.ok());
  EXPECT_EQ(result.error().code, ErrorCode::io);
  EXPECT_THAT(result.error().what, HasSubstr("it is a folder"));
}

TEST_P(FileStoreTest, TellsTypes) {
  EXPECT_EQ(store_->type(root_ + "/a.txt"), FileStore::Type::file);
  EXPECT_EQ(store_->type(root_ + "/link.txt"), FileStore::Type::file);
  EXPECT_EQ(store_->type(root_ + "/folder"), FileStore::Type::folder);
  EXPECT_EQ(store_->type(root_ + "/way"), FileStore::Type::folder);
  EXPECT_EQ(store_->type(root_), FileStore::Type::folder);
}

TEST_P(FileStoreTest, ListsByNameBytewise) {
  const auto names = [](const Result<std::vector<FileStore::Entry>>& list) {
    std::string all;
    for (const FileStore::Entry& entry : list.value())
      all += entry.name + (entry.type == FileStore::Type::folder ? "/ " : " ");
    return all;
  };
  EXPECT_EQ(names(store_->list(root_)), "a.txt empty/ folder/ link.txt way/ ");
  EXPECT_EQ(names(store_->list(root_ + "/folder")), "Z.txt b.txt ");
  EXPECT_EQ(names(store_->list(root_ + "/way")), "Z.txt b.txt ");
  EXPECT_EQ(names(store_->list(root_ + "/empty")), "");
}

TEST_P(FileStoreTest, ResolvesLinksAndDots) {
  EXPECT_EQ(store_->real_path(root_ + "/way/../a.txt").value(), root_ + "/a.txt");
  EXPECT_EQ(store_->real_path(root_ + "/link.txt").value(), root_ + "/a.txt");
  EXPECT_EQ(store_->real_path(root_ + "/way/b.txt").value(), root_ + "/folder/b.txt");
}

TEST(DiskFileStore, ReadsWhatHasNoSize) {
  const DiskFileStore store;
  if (store.type("/dev/zero") != FileStore::Type::other) GTEST_SKIP() << "no /dev/zero";
  EXPECT_EQ(store.read("/dev/zero", 1000).error().code, ErrorCode::limit);
  EXPECT_EQ(store.read("/dev/null", 0).value(), "");
}

TEST(MemoryFileStore, CountsReadsAndFailsWhereTold) {
  MemoryFileStore store{{"a/b.yaml", "x"}};
  store.make_unreadable("a/b.yaml");
  EXPECT_EQ(store.read("a/b.yaml", 10).error().code, ErrorCode::io);
  EXPECT_EQ(store.read("./a/b.yaml", 10).error().code, ErrorCode::io);
  EXPECT_EQ(store.reads(), 2);
  EXPECT_EQ(store.list("a").value().at(0).name, "b.yaml");
  EXPECT_EQ(store.list(".").value().at(0).name, "a");
}

TEST(MemoryFileStore, EndsCirclesOfLinks) {
  MemoryFileStore store;
  store.add_link("a", "b");
  store.add_link("b", "a");
  EXPECT_EQ(store.type("a"), FileStore::Type::missing);
}

}  // namespace
}  // namespace phantomime
