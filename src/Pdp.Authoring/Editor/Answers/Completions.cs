using System.Collections.Immutable;
using Pdp.Authoring.Editor.Files;
using Pdp.Authoring.Editor.Meaning;
using Pdp.Authoring.Editor.Text;
using Pdp.Bundles.Documents;
using Pdp.Bundles.Reading;
using Pdp.Engine.Compilation;

namespace Pdp.Authoring.Editor.Answers;

/// <summary>What an author may want to write.</summary>
/// <param name="Label">What is shown, and looked for.</param>
/// <param name="Kind">What it is.</param>
/// <param name="Edit">The change that writes it.</param>
public sealed record EditorCompletion(string Label, CompletionKind Kind, EditorEdit Edit)
{
    /// <summary>A type or signature; null: none.</summary>
    public string? Detail { get; init; }

    /// <summary>What it is, in Markdown; null: nothing is known.</summary>
    public string? Documentation { get; init; }

    /// <summary>The text with `$1` where the cursor is to be; null: behind it.</summary>
    public string? Snippet { get; init; }

    /// <summary>What it is sorted by, before its label.</summary>
    public int Order { get; init; }
}

/// <summary>What a completion is.</summary>
public enum CompletionKind
{
    /// <summary>A member of a JSON object.</summary>
    Member,

    /// <summary>One of the values that there are.</summary>
    Value,

    /// <summary>An attribute of the request.</summary>
    Attribute,

    /// <summary>A variable of a policy, or of a macro.</summary>
    Variable,

    /// <summary>A definition.</summary>
    Definition,

    /// <summary>A function.</summary>
    Function,

    /// <summary>A function that is called on a value, or a macro.</summary>
    Method,

    /// <summary>A word of the language.</summary>
    Keyword,

    /// <summary>A policy.</summary>
    Policy,
}

/// <summary>Finds what may stand at a place.</summary>
internal static class Completions
{
    public static ImmutableArray<EditorCompletion> At(EditorBundle bundle, EditorFile file, EditorPosition position)
    {
        var view = file.View;
        var offset = view.Lines.OffsetOf(position);
        if (view.ExpressionAt(offset) is { } expression) return ExpressionCompletions.At(bundle, view, expression, offset);
        var node = view.NodeAt(offset);
        if (node is null) return [];
        if (node.Name is not null && offset >= node.NameStart && offset <= node.NameEnd && node.NameEnd > node.NameStart)
            return Names(bundle, view, node.Parent!, node, node.NameStart, node.NameEnd);
        if (node is { IsMissing: true }) return Names(bundle, view, node.Parent!, node, node.NameStart, node.NameEnd);
        if (node.IsObject && IsInside(node, offset))
        {
            // behind a colon a value is still to come
            var before = LastBefore(view.Text, offset);
            if (before >= 0 && view.Text[before] == ':' && node.Items.FindLast(item => item.IsMissing && item.NameEnd <= before) is { } unset) return Values(bundle, view, unset, offset, offset);
            return Names(bundle, view, node, null, offset, offset);
        }

        if (node.IsArray && IsInside(node, offset)) return Elements(bundle, view, node, offset);
        return node.IsObject || node.IsArray ? [] : Values(bundle, view, node, node.Start, node.End);
    }

    private static bool IsInside(LooseNode node, int offset) => offset > node.Start && (!node.IsClosed || offset < node.End);

    private static int LastBefore(string text, int offset)
    {
        var at = offset - 1;
        while (at >= 0 && text[at] is ' ' or '\t' or '\r' or '\n') at--;
        return at;
    }

    private static ImmutableArray<EditorCompletion> Names(EditorBundle bundle, DocumentView view, LooseNode holder, LooseNode? own, int start, int end)
    {
        var guide = SchemaGuide.Of(view.Kind);
        var taken = holder.Items.Where(item => !ReferenceEquals(item, own)).Select(static item => item.Name!).ToHashSet(StringComparer.Ordinal);
        var hasValue = own is { IsMissing: false };
        var found = new Dictionary<string, EditorCompletion>(StringComparer.Ordinal);
        foreach (var schema in guide.At(holder))
        {
            var required = (schema["required"]?.Items ?? []).Select(static item => item.Text).ToHashSet(StringComparer.Ordinal);
            foreach (var (name, member) in guide.MembersOf(schema))
            {
                if (taken.Contains(name) || found.ContainsKey(name)) continue;
                var quoted = Formatting.JsonQuote.Of(name);
                found[name] = new EditorCompletion(name, CompletionKind.Member, new EditorEdit(view.Lines.RangeOf(start, end), hasValue ? quoted : $"{quoted}: "))
                {
                    Detail = required.Contains(name) ? "required" : null,
                    Documentation = member["description"]?.Text ?? member["title"]?.Text,
                    Snippet = hasValue ? null : $"{quoted.Replace("$", "\\$", StringComparison.Ordinal)}: {Skeleton(member)}",
                    Order = required.Contains(name) ? 0 : 1,
                };
            }
        }

        foreach (var (name, documentation) in MeantNames(bundle, view, holder))
        {
            if (taken.Contains(name) || found.ContainsKey(name)) continue;
            var quoted = Formatting.JsonQuote.Of(name);
            found[name] = new EditorCompletion(name, CompletionKind.Attribute, new EditorEdit(view.Lines.RangeOf(start, end), hasValue ? quoted : $"{quoted}: ")) { Documentation = documentation };
        }

        return [.. found.Values.OrderBy(static one => one.Order).ThenBy(static one => one.Label, StringComparer.Ordinal)];
    }

    // attributes of entities, by the schema of their type; pins by policy
    private static IEnumerable<(string Name, string? Documentation)> MeantNames(EditorBundle bundle, DocumentView view, LooseNode holder)
    {
        if (view.Kind == DocumentKinds.Bundle && holder.Name == "pins") return bundle.Model.PolicyIds.Select(static id => (id, (string?)null));
        if (view.Kind is not (DocumentKinds.Entities or DocumentKinds.Tests)) return [];
        if (holder is { Name: "context" } or { Parent.Name: "contexts" }) return Attributes(bundle, Roots.Context, null);
        if (holder is not { Name: "properties", Parent: { } entity }) return [];
        if (entity.Name == "action") return Attributes(bundle, Roots.Action, entity.TextOf("name"));
        var type = entity.TextOf("type");
        var isSubject = entity is { Name: "subject" } or { Parent.Name: "subjects" };
        var isResource = entity is { Name: "resource" } or { Parent.Name: "resources" };
        return (isResource ? [] : Attributes(bundle, Roots.Subject, type)).Concat(isSubject ? [] : Attributes(bundle, Roots.Resource, type));
    }

    private static IEnumerable<(string Name, string? Documentation)> Attributes(EditorBundle bundle, string root, string? type) =>
        bundle.Model.KindsOf(root).Where(kind => root == Roots.Context || type is null || kind.Name == type)
            .SelectMany(static kind => kind.Attributes).Select(static attribute => (attribute.Member.Name, attribute.Member.Description));

    private static ImmutableArray<EditorCompletion> Elements(EditorBundle bundle, DocumentView view, LooseNode array, int offset)
    {
        var next = new LooseNode { Kind = JsonKind.Null, Start = offset, End = offset, Parent = array, Index = array.Items.Count, IsMissing = true };
        return Values(bundle, view, next, offset, offset);
    }

    private static ImmutableArray<EditorCompletion> Values(EditorBundle bundle, DocumentView view, LooseNode node, int start, int end)
    {
        var range = view.Lines.RangeOf(start, end);
        var found = ImmutableArray.CreateBuilder<EditorCompletion>();
        foreach (var schema in SchemaGuide.Of(view.Kind).At(node))
        {
            foreach (var value in schema["enum"]?.Items ?? [])
            {
                var isDefault = schema["default"]?.Text == value.Text;
                found.Add(new EditorCompletion(value.Text, CompletionKind.Value, new EditorEdit(range, Formatting.JsonQuote.Of(value.Text))) { Detail = isDefault ? "default" : null, Documentation = schema["description"]?.Text });
            }

            if (schema["type"] is { IsString: true, Text: "boolean" })
            {
                foreach (var word in (string[])["true", "false"]) found.Add(new EditorCompletion(word, CompletionKind.Keyword, new EditorEdit(range, word)));
            }
        }

        foreach (var (value, kind, documentation) in MeantValues(bundle, view, node))
            found.Add(new EditorCompletion(value, kind, new EditorEdit(range, Formatting.JsonQuote.Of(value))) { Documentation = documentation });
        return [.. found.DistinctBy(static one => one.Label, StringComparer.Ordinal)];
    }

    // names of the bundle: actions, policies, types, what tests name
    private static IEnumerable<(string Value, CompletionKind Kind, string? Documentation)> MeantValues(EditorBundle bundle, DocumentView view, LooseNode node)
    {
        var model = bundle.Model;
        IEnumerable<(string, CompletionKind, string?)> Names(IEnumerable<string> names, CompletionKind kind = CompletionKind.Value) => names.Select(name => (name, kind, (string?)null));

        return (view.Kind, node) switch
        {
            (DocumentKinds.Policy, { Parent: { Name: "actions" } list, Name: null }) =>
                Names(model.Schema.Actions.Select(static action => action.Name).Except(list.Items.Where(item => !ReferenceEquals(item, node)).Select(static item => item.Text), StringComparer.Ordinal)),
            (DocumentKinds.Policy, { Name: "policy" }) => model.PolicyIds.Select(id => (id, CompletionKind.Policy, model.PoliciesOf(id).Last().Description)),
            (DocumentKinds.Schema, { Parent: { Name: "subjects" or "resources", IsArray: true } list }) => Names((list.Name == "subjects" ? model.Schema.Subjects : model.Schema.Resources).Select(static kind => kind.Name)),
            (DocumentKinds.Schema, { Parent: { Name: "required", IsArray: true, Parent: { } kind } }) => Names((kind["properties"]?.Items ?? []).Select(static item => item.Name!)),
            (DocumentKinds.Tests, { Name: "subject", Parent.Parent.Name: "tests" }) => Names((view.Root!["subjects"]?.Items ?? []).Select(static item => item.Name!)),
            (DocumentKinds.Tests, { Name: "resource", Parent.Parent.Name: "tests" }) => Names((view.Root!["resources"]?.Items ?? []).Select(static item => item.Name!)),
            (DocumentKinds.Tests, { Name: "context", Parent.Parent.Name: "tests" }) => Names((view.Root!["contexts"]?.Items ?? []).Select(static item => item.Name!)),
            (DocumentKinds.Tests, { Name: "action" } or { Name: "name", Parent.Name: "action" }) => Names(model.Schema.Actions.Select(static action => action.Name)),
            (DocumentKinds.Tests, { Name: "policy" }) => Names(model.PolicyIds, CompletionKind.Policy),
            (DocumentKinds.Tests, { Name: "type", Parent: { } entity }) => Names(
                (entity.Name == "resource" || entity.Parent?.Name == "resources" ? model.Schema.Resources : model.Schema.Subjects).Select(static kind => kind.Name)),
            (DocumentKinds.Entities, { Name: "type" }) => Names(model.Schema.Subjects.Concat(model.Schema.Resources).Select(static kind => kind.Name)),
            _ => [],
        };
    }

    private static string Skeleton(JsonNode schema) => schema["type"] switch
    {
        { IsArray: true } => "\"$1\"",
        { Text: "array" } => "[$1]",
        { Text: "object" } => "{$1}",
        { Text: "integer" or "number" or "boolean" } => "$1",
        _ => "\"$1\"",
    };
}
