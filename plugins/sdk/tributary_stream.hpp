// SPDX-License-Identifier: MIT
#pragma once

#include "tributary_columns.hpp"

namespace tributary_sdk {

// --- schemas
// ----------------------------------------------------------------------------------------------------

namespace detail {

struct OwnedSchema {
    std::string format, name, metadata;
    std::vector<ArrowSchema> children;
    std::vector<ArrowSchema*> pointers;
    std::unique_ptr<ArrowSchema> dictionary;
};

inline void releaseSchema(ArrowSchema* schema) {
    auto* owned = static_cast<OwnedSchema*>(schema->private_data);
    for (ArrowSchema& child : owned->children) {
        if (child.release) child.release(&child);
    }
    if (owned->dictionary && owned->dictionary->release) owned->dictionary->release(owned->dictionary.get());
    delete owned;
    schema->release = nullptr;
}

inline ArrowSchema sealed(std::unique_ptr<OwnedSchema> owned, int64_t flags) {
    for (ArrowSchema& child : owned->children) owned->pointers.push_back(&child);
    ArrowSchema out{};
    out.format = owned->format.c_str();
    out.name = owned->name.c_str();
    out.metadata = owned->metadata.empty() ? nullptr : owned->metadata.data();
    out.flags = flags;
    out.n_children = static_cast<int64_t>(owned->children.size());
    out.children = owned->pointers.data();
    out.dictionary = owned->dictionary.get();
    out.release = releaseSchema;
    out.private_data = owned.release();
    return out;
}

inline size_t metadataSize(const char* metadata) {
    if (!metadata) return 0;
    int32_t pairs = 0, length = 0;
    std::memcpy(&pairs, metadata, 4);
    size_t at = 4;
    for (int32_t i = 0; i < 2 * pairs; ++i) {
        std::memcpy(&length, metadata + at, 4);
        at += 4 + static_cast<size_t>(length);
    }
    return at;
}

}  // namespace detail

/// A column's description: an Arrow format string (such as "g" for doubles, "u" for texts) and its name.
inline ArrowSchema makeField(const std::string& format, const std::string& name) {
    auto owned = std::make_unique<detail::OwnedSchema>();
    owned->format = format;
    owned->name = name;
    return detail::sealed(std::move(owned), ARROW_FLAG_NULLABLE);
}

inline ArrowSchema copyField(const ArrowSchema* from) {
    auto owned = std::make_unique<detail::OwnedSchema>();
    owned->format = from->format;
    owned->name = from->name ? from->name : "";
    owned->metadata.assign(from->metadata ? from->metadata : "", detail::metadataSize(from->metadata));
    for (int64_t i = 0; i < from->n_children; ++i) owned->children.push_back(copyField(from->children[i]));
    if (from->dictionary) owned->dictionary = std::make_unique<ArrowSchema>(copyField(from->dictionary));
    return detail::sealed(std::move(owned), from->flags);
}

/// The description of rows with these columns, which it takes over.
inline ArrowSchema makeRowSchema(std::vector<ArrowSchema> fields) {
    auto owned = std::make_unique<detail::OwnedSchema>();
    owned->format = "+s";
    owned->children = std::move(fields);
    return detail::sealed(std::move(owned), 0);
}

/// Fields of an output, until they become its schema.
class Fields {
  public:
    Fields() = default;
    Fields(const Fields&) = delete;
    Fields& operator=(const Fields&) = delete;
    ~Fields() {
        for (ArrowSchema& field : m_fields) {
            if (field.release) field.release(&field);
        }
    }
    void add(ArrowSchema field) { m_fields.push_back(field); }
    /// For publish; these Fields are empty afterwards.
    ArrowSchema rows() { return makeRowSchema(std::exchange(m_fields, {})); }

  private:
    std::vector<ArrowSchema> m_fields;
};

// --- arrays
// -----------------------------------------------------------------------------------------------------

namespace detail {

struct OwnedArray {
    std::vector<std::vector<uint8_t>> storage;
    std::vector<const void*> buffers;
    std::vector<ArrowArray> children;
    std::vector<ArrowArray*> pointers;
};

inline void releaseArray(ArrowArray* array) {
    auto* owned = static_cast<OwnedArray*>(array->private_data);
    for (ArrowArray& child : owned->children) {
        if (child.release) child.release(&child);
    }
    delete owned;
    array->release = nullptr;
}

}  // namespace detail

/// Makes an array of buffers and children, which it takes over. An empty first buffer means "no NULLs".
inline ArrowArray makeArray(int64_t length, int64_t nulls, std::vector<std::vector<uint8_t>> buffers,
                            std::vector<ArrowArray> children = {}) {
    auto owned = std::make_unique<detail::OwnedArray>();
    owned->storage = std::move(buffers);
    owned->children = std::move(children);
    for (size_t i = 0; i < owned->storage.size(); ++i)
        owned->buffers.push_back(i == 0 && owned->storage[i].empty()
                                     ? nullptr
                                     : static_cast<const void*>(owned->storage[i].data()));
    for (ArrowArray& child : owned->children) owned->pointers.push_back(&child);
    ArrowArray out{};
    out.length = length;
    out.null_count = nulls;
    out.n_buffers = static_cast<int64_t>(owned->buffers.size());
    out.n_children = static_cast<int64_t>(owned->children.size());
    out.buffers = owned->buffers.data();
    out.children = owned->pointers.data();
    out.release = detail::releaseArray;
    out.private_data = owned.release();
    return out;
}

/// A batch of rows out of its columns.
inline ArrowArray makeRows(int64_t length, std::vector<ArrowArray> columns) {
    return makeArray(length, 0, {{}}, std::move(columns));
}

// --- input
// ------------------------------------------------------------------------------------------------------

/// Rows of an input. Owns them; moving keeps columns valid.
class Batch {
  public:
    Batch() = default;
    Batch(const ArrowSchema* schema, const ArrowArray& array) : m_array(std::make_unique<ArrowArray>(array)) {
        for (int64_t i = 0; i < m_array->n_children; ++i)
            m_columns.emplace_back(schema->children[i], m_array->children[i], m_array->offset);
    }
    Batch(Batch&&) = default;
    Batch& operator=(Batch&& other) {
        if (this == &other) return *this;
        drop();
        m_array = std::move(other.m_array);
        m_columns = std::move(other.m_columns);
        return *this;
    }
    ~Batch() { drop(); }

    int64_t rows() const { return m_array ? m_array->length : 0; }
    size_t width() const { return m_columns.size(); }
    const Column& column(size_t i) const { return m_columns[i]; }
    /// Takes column `i` out, to become a column of an output batch. Its Column may not be read any more.
    ArrowArray take(size_t i) {
        ArrowArray out = *m_array->children[i];
        m_array->children[i]->release = nullptr;
        if (m_array->offset != 0 || out.length != m_array->length)
            out.null_count = out.null_count == 0 ? 0 : -1;
        out.offset += m_array->offset;
        out.length = m_array->length;
        return out;
    }

  private:
    void drop() {
        if (m_array && m_array->release) m_array->release(m_array.get());
        m_array.reset();
    }
    std::unique_ptr<ArrowArray> m_array;
    std::vector<Column> m_columns;
};

/// An input stream: owned from construction on, released at the end.
class Input {
  public:
    explicit Input(ArrowArrayStream* stream) : m_stream(*stream) {
        stream->release = nullptr;
        if (m_stream.get_schema(&m_stream, &m_schema) != 0) {
            const std::string why = lastError();
            m_stream.release(&m_stream);
            fail("The input cannot be read: " + why);
        }
        if (m_schema.format && std::string_view(m_schema.format) == "+s") return;
        m_schema.release(&m_schema);
        m_stream.release(&m_stream);
        failData("The input is not made of rows.");
    }
    Input(const Input&) = delete;
    Input& operator=(const Input&) = delete;
    ~Input() {
        if (m_schema.release) m_schema.release(&m_schema);
        if (m_stream.release) m_stream.release(&m_stream);
    }

    const ArrowSchema& schema() const { return m_schema; }
    size_t width() const { return static_cast<size_t>(m_schema.n_children); }
    std::string name(size_t i) const { return m_schema.children[i]->name ? m_schema.children[i]->name : ""; }
    TypeInfo type(size_t i) const {
        const ArrowSchema* field = m_schema.children[i];
        return TypeInfo::parse(field->dictionary ? field->dictionary->format : field->format);
    }
    /// The column's number. Throws Failure(INVALID_CONFIG) that names the columns there are.
    size_t find(const std::string& column) const {
        std::string all;
        for (size_t i = 0; i < width(); ++i) {
            if (name(i) == column) return i;
            if (i < 20) all += (i ? ", " : "") + name(i);
        }
        failConfig("The input has no column \"" + column + "\". It has: " + all + (width() > 20 ? " …" : "") +
                   ".");
    }
    std::vector<size_t> find(const std::vector<std::string>& columns) const {
        std::vector<size_t> out;
        for (const std::string& column : columns) out.push_back(find(column));
        return out;
    }
    /// The column's number, which must hold numbers.
    size_t findNumeric(const std::string& column) const {
        const size_t i = find(column);
        if (!type(i).isNumeric())
            failConfig("The column \"" + column + "\" holds no numbers. Choose another one.");
        return i;
    }
    /// false: the end.
    bool next(Batch& out) {
        ArrowArray array{};
        if (const int code = m_stream.get_next(&m_stream, &array); code != 0) {
            if (code == ECANCELED) throw Failure(TRIBUTARY_CANCELLED, "Cancelled.");
            fail("The input broke off: " + lastError());
        }
        if (!array.release) return false;
        out = Batch(&m_schema, array);
        return true;
    }

  private:
    std::string lastError() {
        const char* text = m_stream.get_last_error ? m_stream.get_last_error(&m_stream) : nullptr;
        return text ? text : "no reason was given";
    }
    ArrowArrayStream m_stream{};
    ArrowSchema m_schema{};
};

// --- output
// -----------------------------------------------------------------------------------------------------

/// What a processor hands back: pulled batch by batch from one thread. Throw Failure when it cannot go on.
class Source {
  public:
    virtual ~Source() = default;
    /// false: the end.
    virtual bool next(ArrowArray& out) = 0;
};

namespace detail {

struct Publication {
    ArrowSchema schema{};
    std::unique_ptr<Source> source;
    std::string error;
    ~Publication() {
        if (schema.release) schema.release(&schema);
    }
    template <class F>
    int guarded(F&& f) noexcept {
        try {
            f();
            return 0;
        } catch (const Failure& failure) {
            error = failure.what();
            return failure.status() == TRIBUTARY_CANCELLED ? ECANCELED
                   : failure.status() == TRIBUTARY_FAILED  ? EIO
                                                           : EINVAL;
        } catch (const std::bad_alloc&) {
            return ENOMEM;
        } catch (const std::exception& other) {
            error = other.what();
        } catch (...) {
            error = "an unknown exception";
        }
        return EIO;
    }
};

inline Publication* of(ArrowArrayStream* stream) {
    return static_cast<Publication*>(stream->private_data);
}

}  // namespace detail

/// Hands rows over: `schema` is of makeRowSchema and taken over.
inline void publish(ArrowArrayStream* out, ArrowSchema schema, std::unique_ptr<Source> source) {
    auto publication = std::make_unique<detail::Publication>();
    publication->schema = schema;
    publication->source = std::move(source);
    out->get_schema = [](ArrowArrayStream* self, ArrowSchema* to) {
        return detail::of(self)->guarded([&] { *to = copyField(&detail::of(self)->schema); });
    };
    out->get_next = [](ArrowArrayStream* self, ArrowArray* to) {
        to->release = nullptr;
        return detail::of(self)->guarded([&] {
            ArrowArray array{};
            if (detail::of(self)->source->next(array)) *to = array;
        });
    };
    out->get_last_error = [](ArrowArrayStream* self) -> const char* {
        const auto& error = detail::of(self)->error;
        return error.empty() ? nullptr : error.c_str();
    };
    out->release = [](ArrowArrayStream* self) {
        delete detail::of(self);
        self->release = nullptr;
    };
    out->private_data = publication.release();
}

}  // namespace tributary_sdk
