using System.Collections.Immutable;
using Pdp.Engine.Sources;

namespace Pdp.Wire.Tests.Answers;

/// <summary>A small policy set: one action for every outcome.</summary>
internal static class Sources
{
    /// <summary>An expression over two lines that fails in the second, behind a character of two units.</summary>
    public const string Broken = "'😀' != 'x' &&\n'😀' == resource.owner";

    private const string File = "documents.json";

    public static PolicySetSource Set() => new()
    {
        Revision = "r1",
        Policies =
        [
            Policy("documents", 3,
            [
                Rule("reads", Effect.Permit, File, "/rules/0", null, "read") with
                {
                    Reason = "readers read",
                    Obligations = [Notice("log", "/rules/0/obligations/0", ("who", "subject.id"))],
                    Advice = [Notice("hint", "/rules/0/advice/0")],
                },
                Rule("deletes", Effect.Deny, File, "/rules/1", null, "delete"),
                Rule("breaks", Effect.Permit, File, "/rules/2", Broken, "break"),
            ]),
        ],
    };

    public static PolicySource Policy(string id, int version, ImmutableArray<ItemSource> items) => new()
    {
        Id = id, Version = version, Items = items, Location = new SourceLocation(File, ""),
    };

    public static RuleSource Rule(string id, Effect effect, string file, string pointer, string? when, string? action = null) => new()
    {
        Id = id,
        Effect = effect,
        Location = new SourceLocation(file, pointer),
        When = when is null ? null : new ExpressionSource(when, new SourceLocation(file, pointer + "/when")),
        Actions = action is null ? null : [action],
    };

    private static NoticeSource Notice(string id, string pointer, params (string Name, string Text)[] properties) => new()
    {
        Id = id,
        Location = new SourceLocation(File, pointer),
        Properties = [.. properties.Select(p => new VariableSource(p.Name, new ExpressionSource(p.Text, new SourceLocation(File, $"{pointer}/properties/{p.Name}"))))],
    };
}
