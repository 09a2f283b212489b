// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <cstdint>
#include <string_view>

namespace tributary::lineage {

/// Words the statement front end knows. Whether one is a keyword where it stands is for the reader to tell:
/// most of them may name a column too.
// clang-format off
enum class Keyword : uint16_t {
    None, Select, Sel, From, Where, Group, By, Having, Order, Limit, Offset, Fetch, Qualify, Window,
    Union, Except, Intersect, Minus, All, Distinct, With, Recursive, As, On, Using, Join, Inner, Left,
    Right, Full, Outer, Cross, Natural, Lateral, Apply, Semi, Anti, Asof, Any, StraightJoin, Insert, Into,
    Overwrite, Table, View, Values, Value, Update, Set, Delete, Merge, Matched, When, Then, Else, End,
    Case, Create, Replace, Temp, Temporary, Volatile, Materialized, External, Global, Local, Transient,
    Unlogged, If, Not, Exists, Or, And, In, Is, Null, Like, Ilike, Rlike, Regexp, Between, True, False,
    Interval, Over, Filter, Within, Keep, Partition, Rows, Range, Groups, Cast, TryCast, SafeCast,
    Convert, TryConvert, Extract, Pivot, Unpivot, Unnest, Explode, Flatten, Tablesample, Sample, For,
    Clone, Copy, Begin, Declare, Procedure, Proc, Function, Trigger, Returns, Return, Language, Do, Loop,
    While, Elsif, Elseif, Exception, Call, Exec, Execute, Immediate, Prepare, Use, Drop, Truncate, Alter,
    Rename, To, Swap, Exchange, Cache, Uncache, Lazy, Refresh, Load, Unload, Export, Import, Grant,
    Revoke, Explain, Describe, Desc, Show, Analyze, Comment, Commit, Rollback, Start, Transaction,
    Savepoint, Lock, Open, Close, Raise, Print, Go, Goto, Row, Array, Struct, Map, Date, Time, Timestamp,
    Cluster, Distribute, Sort, Connect, Model, MatchRecognize, Top, Escape, Collate, At, Zone, Asc, Nulls,
    First, Last, Repeatable, Offsets, Ordinality, Conflict, Duplicate, Key, Returning, Output, Format,
    Settings, Prewhere, Final, Directory, Path, Location, Stage, Database, Schema, Catalog, Index, Column,
    Add, Source, Target, Nothing, Exclude, Columns, Corresponding, Name, Strict, Batch, Continuous, Query,
    Identifier, Prior, Some, Unique, Binary, Cursor, Package, Body, Type, Role, User, Changes, Before,
    Version, SystemTime, Virtual, Percent, Ties, Only, Div, Mod, Xor, Grouping, Sets, Rollup, Cube,
    Include, Nocycle, Siblings, Read, Skip, Locked, Force, Ignore, Multiset, Dynamic, Upsert, Dual, Until,
    Continue, Exit, Leave, Iterate, Repeat, Try, Catch, Bulk, Collect, Others, Varying, Secure, Hybrid,
    Stream, Task, Live, Streaming, Incremental, Dictionary, Populate, Engine, Stored, Tblproperties,
    Partitioned, Clustered, Options, Tag, Masking, Share, LowPriority, Delayed, HighPriority, Quick,
    Rowtype, Subpartition, Without, No, Data, Safe, Overlay, Substring, Trim, Position, Both, Leading,
    Trailing, Placing, Setof, Perform, ArrayAgg, CurrentDate, CurrentTimestamp, CurrentTime, Sysdate,
    Rownum, SemanticView, Dictget, Facts, Metrics, Dimensions, Level, Preceding, Following, Unbounded,
    Current, Antijoin, Corr, Respect, Extend, Aggregate, Reject, Limits, Destination, Recompute, Detach,
    Attach, Optimize, Vacuum, Tables, Forced, Compute, Specific, Text, Kill, Checkpoint, Reset, Msck,
    Validate, Unlisten, Listen, Notify, Discard, Reindex, Fetches, Handler, Pragma,
    Default, ConnectByRoot
};
// clang-format on

/// The keyword this word is, without regard to case; None when it is none.
Keyword keywordOf(std::string_view word);

}  // namespace tributary::lineage
