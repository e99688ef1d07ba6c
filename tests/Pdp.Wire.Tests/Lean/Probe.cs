using System.Collections.Immutable;
using Pdp.Engine;
using Pdp.Engine.Sources;
using Pdp.Language.Types;
using Pdp.Language.Values;
using Pdp.Wire.Tests.Answers;
using Xunit;

namespace Pdp.Wire.Tests.Lean;

/// <summary>Policy sets whose answers tell every attribute that they read, so that nothing can go astray between bytes and slots.</summary>
internal static class Probe
{
    private static readonly SourceLocation Place = new("probe.json", "");

    /// <summary>Names that the sets read, and some that they do not.</summary>
    public static readonly string[] Names = ["a", "b", "c", "d", "e", "id", "type", "name", "properties", "aa", "größe"];

    /// <summary>The attributes that are read.</summary>
    private static readonly string[] Paths =
    [
        "subject.type", "subject.id", "subject.a", "subject.b", "subject.c", "subject.d", "action.name", "action.a",
        "resource.type", "resource.id", "resource.a", "resource.b", "context.a", "context.b", "context.c",
    ];

    /// <summary>Without schemas.</summary>
    public static PolicySet Plain { get; } = Compile(Source(Paths));

    /// <summary>Whoever asks for the map of all properties.</summary>
    public static PolicySet Whole { get; } = Compile(Source([.. Paths, "subject.properties", "resource.properties"]));

    /// <summary>With schemas, defaults, the PDP's own data, and misfits handled in each of the ways.</summary>
    public static ImmutableArray<PolicySet> Typed { get; } =
        [.. Enum.GetValues<SchemaEnforcement>().Select(enforcement => Compile(WithSchema(enforcement)))];

    /// <summary>All of them.</summary>
    public static ImmutableArray<PolicySet> All { get; } = [Plain, Whole, .. Typed];

    private static PolicySetSource Source(string[] paths) => new()
    {
        Revision = "r1",
        Policies = [Sources.Policy("probe", 1, [.. paths.Select(Tells)])],

        // What is compared is how requests are read. A thread that the machine does not let run for a tenth of a second, which is
        // what a decision may take else, would make one of two like answers an error.
        Limits = new EngineLimits { DecisionTime = TimeSpan.FromHours(1) },
    };

    private static ItemSource Tells(string path, int index)
    {
        var pointer = $"/rules/{index}";
        var isAlwaysThere = path.EndsWith("properties", StringComparison.Ordinal);
        return Sources.Rule($"r{index}", Effect.Permit, "probe.json", pointer, isAlwaysThere ? null : $"has({path})") with
        {
            Obligations =
            [
                new NoticeSource
                {
                    Id = path,
                    Location = new SourceLocation("probe.json", pointer + "/obligations/0"),
                    Properties = [new VariableSource("value", new ExpressionSource(path, new SourceLocation("probe.json", pointer + "/obligations/0/properties/value")))],
                },
            ],
        };
    }

    private static PolicySetSource WithSchema(SchemaEnforcement enforcement) => Source(Paths) with
    {
        Schema = new SchemaSource
        {
            Enforcement = enforcement,
            Subjects =
            [
                new EntitySchema(
                    "user",
                    [
                        Attribute("a", CelType.String), Attribute("b", CelType.Int, required: true),
                        Attribute("c", CelType.Double, @default: Value.From(1.5)),
                        Attribute("d", CelType.String, AttributeSource.Data), Attribute("e", CelType.Timestamp),
                    ],
                    IsOpen: true, Place),
                new EntitySchema(
                    "robot", [Attribute("a", CelType.Dyn), Attribute("b", CelType.Dyn), Attribute("c", CelType.Dyn, AttributeSource.Request), Attribute("d", CelType.Dyn)],
                    IsOpen: false, Place),
            ],
            Resources = [new EntitySchema("document", [Attribute("a", CelType.ListOf(CelType.Int)), Attribute("b", CelType.Bool)], IsOpen: true, Place)],
            Actions =
            [
                new EntitySchema("read", [Attribute("a", CelType.Dyn)], IsOpen: true, Place),
                new EntitySchema("weld", [Attribute("a", CelType.Dyn)], IsOpen: true, Place) { Subjects = ["robot"] },
            ],
        },
        Entities =
        [
            Known("user", "alice", ("d", Value.From("from the directory")), ("b", Value.From(7))),
            Known("robot", "alice", ("c", Value.From("never")), ("b", Value.From(8))),
            Known("document", "d1", ("b", Value.True)),
        ],
    };

    private static AttributeSchema Attribute(
        string name, CelType type, AttributeSource source = AttributeSource.RequestThenData, bool required = false, Value @default = default) =>
        new(new RecordMember(name, type, required, []), source, @default, Place);

    private static EntityData Known(string type, string id, params (string Name, Value Value)[] properties) =>
        new(type, id, new StringMap([.. properties.Select(p => KeyValuePair.Create(p.Name, p.Value))]), Place);

    private static PolicySet Compile(PolicySetSource source)
    {
        var (set, diagnostics) = PolicySet.Compile(source);
        Assert.True(set is not null, string.Join('\n', diagnostics));
        return set;
    }
}
