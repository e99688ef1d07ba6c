using System.Collections.Immutable;
using Pdp.Authoring.Editor.Files;
using Pdp.Authoring.Editor.Text;
using Pdp.Bundles.Documents;

namespace Pdp.Authoring.Editor.Answers;

/// <summary>A part of a document that has a name.</summary>
/// <param name="Name">The name.</param>
/// <param name="Detail">What is said of it in a few words; null: nothing.</param>
/// <param name="Kind">What it is.</param>
/// <param name="Range">All of it.</param>
/// <param name="NameRange">The name in it.</param>
/// <param name="Children">The named parts of it.</param>
public sealed record EditorSymbol(string Name, string? Detail, EditorSymbolKind Kind, EditorRange Range, EditorRange NameRange, ImmutableArray<EditorSymbol> Children);

/// <summary>What a part of a document is.</summary>
public enum EditorSymbolKind
{
    /// <summary>A policy.</summary>
    Policy,

    /// <summary>A rule.</summary>
    Rule,

    /// <summary>A reference to a policy.</summary>
    Reference,

    /// <summary>A variable.</summary>
    Variable,

    /// <summary>A constant.</summary>
    Constant,

    /// <summary>A condition that policies share.</summary>
    Condition,

    /// <summary>A type of subjects or resources, an action, the context.</summary>
    Kind,

    /// <summary>An attribute.</summary>
    Attribute,

    /// <summary>An entity.</summary>
    Entity,

    /// <summary>A test.</summary>
    Test,
}

/// <summary>Lists what a document is made of.</summary>
internal static class Outlines
{
    // policies within policies beyond that are not listed: no document that loads has more, and messages have a depth as well
    private const int MostLevels = 32;

    public static ImmutableArray<EditorSymbol> Of(EditorFile file)
    {
        var view = file.View;
        if (view.Root is not { IsObject: true } root) return [];
        return view.Kind switch
        {
            DocumentKinds.Policy => [Policy(view, root, 1)],
            DocumentKinds.Definitions => [.. Members(view, root["constants"], EditorSymbolKind.Constant), .. Members(view, root["conditions"], EditorSymbolKind.Condition)],
            DocumentKinds.Schema => [.. Kinds(view, root, "subjects"), .. Kinds(view, root, "resources"), .. Kinds(view, root, "actions"), .. root["context"] is { } context ? [Kind(view, context, null)] : ImmutableArray<EditorSymbol>.Empty],
            DocumentKinds.Entities => [.. Items(root["entities"]).Select(entity => Named(view, entity, entity["id"], entity.TextOf("type"), EditorSymbolKind.Entity, []))],
            DocumentKinds.Tests =>
            [
                .. Members(view, root["subjects"], EditorSymbolKind.Entity), .. Members(view, root["resources"], EditorSymbolKind.Entity), .. Members(view, root["contexts"], EditorSymbolKind.Entity),
                .. Items(root["tests"]).Select(test => Named(view, test, test["name"], test["expect"]?.TextOf("decision"), EditorSymbolKind.Test, [])),
            ],
            _ => [],
        };
    }

    private static EditorSymbol Policy(DocumentView view, LooseNode policy, int level)
    {
        var inner = Members(view, policy["variables"], EditorSymbolKind.Variable).Concat((level < MostLevels ? Items(policy["rules"]) : []).Select(item =>
            item["effect"] is { } effect ? Named(view, item, item["id"], effect.Text, EditorSymbolKind.Rule, [])
            : item["policy"] is { } reference ? Named(view, item, reference, "reference", EditorSymbolKind.Reference, [])
            : Policy(view, item, level + 1)));
        var version = policy["version"] is { } number ? $"version {number.Text}" : null;
        return Named(view, policy, policy["id"], version, EditorSymbolKind.Policy, [.. inner]);
    }

    private static IEnumerable<EditorSymbol> Kinds(DocumentView view, LooseNode root, string group) => (root[group]?.Items ?? []).Where(static item => item.Name is not null).Select(kind => Kind(view, kind, group.TrimEnd('s')));

    private static EditorSymbol Kind(DocumentView view, LooseNode kind, string? detail) =>
        Member(view, kind, detail, EditorSymbolKind.Kind, [.. Members(view, kind["properties"], EditorSymbolKind.Attribute, static attribute => attribute.TextOf("type"))]);

    private static IEnumerable<EditorSymbol> Members(DocumentView view, LooseNode? holder, EditorSymbolKind kind, Func<LooseNode, string?>? detail = null) =>
        holder is not { IsObject: true } ? [] : holder.Items.Where(static item => item.Name is { Length: > 0 }).Select(item => Member(view, item, detail?.Invoke(item), kind, []));

    private static EditorSymbol Member(DocumentView view, LooseNode node, string? detail, EditorSymbolKind kind, ImmutableArray<EditorSymbol> children) =>
        new(Shown(node.Name), detail, kind, view.Lines.RangeOf(node.NameStart, node.End), view.Lines.RangeOf(node.NameStart, node.NameEnd), children);

    private static EditorSymbol Named(DocumentView view, LooseNode node, LooseNode? name, string? detail, EditorSymbolKind kind, ImmutableArray<EditorSymbol> children)
    {
        var shown = name is { IsString: true } ? name : null;
        return new EditorSymbol(
            Shown(shown?.Text), detail, kind, view.Lines.RangeOf(node.Start, node.End), view.Lines.RangeOf(shown?.Start ?? node.Start, shown?.End ?? node.Start + 1), children);
    }

    private static IEnumerable<LooseNode> Items(LooseNode? node) => node is { IsArray: true } ? node.Items.Where(static item => item.IsObject) : [];

    // editors refuse what has no name
    private static string Shown(string? name) => string.IsNullOrWhiteSpace(name) ? "(no name)" : name;
}
