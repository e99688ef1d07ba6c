using System.Collections.Immutable;
using Pdp.Language.Checking;
using Pdp.Language.Functions;
using Pdp.Language.Types;
using Pdp.Language.Values;

namespace Pdp.Language.Tests.Checking;

/// <summary>An environment such as policies have, with a few functions of its own.</summary>
internal static class TestEnvironments
{
    private static readonly CelType A = CelType.Parameter("A");

    public static FunctionRegistry Functions { get; } = new(
    [
        new FunctionLibrary("test",
        [
            Of("size_string", "size", CelType.Int, CelType.String),
            Of("size_list", "size", CelType.Int, CelType.ListOf(A)),
            Of("to_dyn", "dyn", CelType.Dyn, A),
            Of("type", "type", CelType.TypeOf(A), A),
            Of("int64_to_double", "double", CelType.Double, CelType.Int),
            Of("double_to_double", "double", CelType.Double, CelType.Double),
            Of("string_to_int64", "int", CelType.Int, CelType.String),
            Of("int64_to_string", "string", CelType.String, CelType.Int),
            Member("starts_with_string", "startsWith", CelType.Bool, CelType.String, CelType.String),
            Member("contains_string", "contains", CelType.Bool, CelType.String, CelType.String),
            Of("string_to_duration", "duration", CelType.Duration, CelType.String) with
            {
                Code = (_, arguments) => CelText.ParseDuration(arguments[0].AsString!),
            },
            Of("string_to_timestamp", "timestamp", CelType.Timestamp, CelType.String) with
            {
                Code = (_, arguments) => CelText.ParseTimestamp(arguments[0].AsString!),
            },
            Member("matches_string", "matches", CelType.Bool, CelType.String, CelType.String) with
            {
                Code = (_, arguments) => arguments[1].AsString == "(" ? Value.Fail("unclosed group") : Value.True,
            },
            Member("timestamp_to_hours", "getHours", CelType.Int, CelType.Timestamp),
            Of("cidr_string", "cidr", CelType.Cidr, CelType.String),
            Member("cidr_contains_ip_string", "containsIP", CelType.Bool, CelType.Cidr, CelType.String),
            Of("ip_is_canonical_string", "ip.isCanonical", CelType.Bool, CelType.String),
            Of("optional_of", "optional.of", CelType.OptionalOf(A), A),
            Of("optional_none", "optional.none", CelType.OptionalOf(A)),
            Member("optional_orValue_value", "orValue", A, CelType.OptionalOf(A), A),
            Member("optional_hasValue", "hasValue", CelType.Bool, CelType.OptionalOf(A)),
            Of("math_@max_int", "math.greatest", CelType.Int, CelType.Int),
            Of("math_@max_double", "math.greatest", CelType.Double, CelType.Double),
            Of("math_@max_int_int", "math.greatest", CelType.Int, CelType.Int, CelType.Int),
            Of("math_@max_double_double", "math.greatest", CelType.Double, CelType.Double, CelType.Double),
            Of("math_@max_int_double", "math.greatest", CelType.Dyn, CelType.Int, CelType.Double),
            Of("math_@max_list_int", "math.greatest", CelType.Int, CelType.ListOf(CelType.Int)),
            Of("math_@max_list_double", "math.greatest", CelType.Double, CelType.ListOf(CelType.Double)),
        ]),
    ]);

    public static RecordType Address { get; } =
        new("subject.address", [Attribute("city", CelType.String), Attribute("zip", CelType.String)], isOpen: false);

    public static TypeEnvironment Policy { get; } = Of("document");

    /// <summary>The environment of one type of resource; a folder has neither pages nor price.</summary>
    public static TypeEnvironment Of(string resourceType)
    {
        var isDocument = resourceType == "document";
        var subject = new RecordType(
            "subject",
            [
                Attribute("id", CelType.String),
                Attribute("type", CelType.String) with { Known = Value.From("user") },
                Attribute("department", CelType.String),
                Attribute("clearance", CelType.Int),
                Attribute("level", CelType.Double),
                Attribute("roles", CelType.ListOf(CelType.String), "reader", "editor", "admin"),
                Attribute("rank", CelType.String, "junior", "senior"),
                Attribute("scores", CelType.ListOf(CelType.Double)),
                Attribute("nickname", CelType.WrapperOf(CelType.String)),
                Attribute("hired", CelType.Timestamp),
                Attribute("active", CelType.Bool),
                Attribute("address", Address),
                Attribute("friends", CelType.ListOf(Address)),
            ],
            isOpen: false, isEntityRoot: true);
        IEnumerable<RecordMember> own = isDocument
            ? [Attribute("pages", CelType.Int), Attribute("price", CelType.Double), Attribute("state", CelType.String, "draft", "final")]
            : [Attribute("state", CelType.Int)];
        var resource = new RecordType(
            "resource",
            [
                Attribute("id", CelType.String),
                Attribute("type", CelType.String, "document", "folder") with { Known = Value.From(resourceType) },
                Attribute("owner", CelType.String),
                Attribute("classification", CelType.Int),
                .. own,
            ],
            isOpen: false, isEntityRoot: true);
        var context = new RecordType("context", [Attribute("ip", CelType.String)], isOpen: true, isEntityRoot: true);
        var variables = new RecordType("variables", [Attribute("same_tenant", CelType.Bool)], isOpen: false, isEntityRoot: true);
        return new TypeEnvironment
        {
            Functions = Functions,
            Variables = ImmutableDictionary.CreateRange<string, CelType>(
                StringComparer.Ordinal,
                [
                    new("subject", subject), new("resource", resource), new("context", context), new("variables", variables),
                    new("now", CelType.Timestamp),
                ]),
        };
    }

    private static RecordMember Attribute(string name, CelType type, params ImmutableArray<string> values) =>
        new(name, type, true, values);

    private static Overload Of(string id, string function, CelType result, params ImmutableArray<CelType> parameters) =>
        new(id, function, false, parameters, result, null);

    private static Overload Member(string id, string function, CelType result, params ImmutableArray<CelType> parameters) =>
        new(id, function, true, parameters, result, null);
}
