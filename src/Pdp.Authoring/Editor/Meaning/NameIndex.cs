using System.Collections.Immutable;
using Pdp.Authoring.Editor.Files;
using Pdp.Engine.Sources;

namespace Pdp.Authoring.Editor.Meaning;

/// <summary>Finds in a whole bundle where a name stands.</summary>
internal sealed class NameIndex(EditorBundle bundle)
{
    private Dictionary<string, List<string>>? _scopes;

    /// <summary>The names at a place of a document, several where one stands for an attribute of subjects and of resources.</summary>
    public ImmutableArray<Occurrence> At(EditorFile file, int offset) =>
        [.. file.Names.SelectMany(one => Whole(one)).Where(one => one.Start <= offset && offset <= one.End && IsMeant(one))];

    /// <summary>All places of a name, by file.</summary>
    public IEnumerable<(EditorFile File, Occurrence Place)> Of(NameKey key)
    {
        // a variable is known in its document alone, and so is what its tests share
        var files = key.Kind is NameKind.Variable or NameKind.Fixture ? bundle.Files.Values.Where(file => key.Scope.StartsWith(file.Path + "#", StringComparison.Ordinal)) : bundle.Files.Values;
        return files.SelectMany(file => file.Names.SelectMany(Whole).Where(one => one.Key == key && IsMeant(one)).Select(one => (file, one)));
    }

    /// <summary>The documents that name a rule and not its policy, where several have one of that name.</summary>
    public IEnumerable<EditorFile> Unattributed(string rule) =>
        ScopesOf(rule).Count < 2 ? [] : bundle.Files.Values.Where(file => file.Names.Any(one => one.Key is { Kind: NameKind.Rule, Scope: NameKey.Path } && one.Key.Name == rule));

    /// <summary>Where a name is given its meaning.</summary>
    public IEnumerable<(EditorFile File, Occurrence Place)> Declarations(NameKey key) => Of(key).Where(static one => one.Place.IsDeclaration);

    // an entity's type says whether it is a subject or a resource
    private bool IsMeant(Occurrence one)
    {
        if (one.Key.Kind != NameKind.Attribute || one.IsDeclaration || one.Type is null) return true;
        var kinds = bundle.Model.KindsOf(one.Key.Scope);
        return kinds.IsEmpty || kinds.Any(kind => kind.Name == one.Type);
    }

    // a rule by its id alone may be that of any policy that has one
    private List<string> ScopesOf(string rule)
    {
        _scopes ??= bundle.Files.Values.SelectMany(static file => file.Names).Where(static one => one is { IsDeclaration: true, Key.Kind: NameKind.Rule })
            .GroupBy(static one => one.Key.Name, StringComparer.Ordinal)
            .ToDictionary(static group => group.Key, static group => group.Select(static one => one.Key.Scope).Distinct(StringComparer.Ordinal).ToList(), StringComparer.Ordinal);
        return _scopes.GetValueOrDefault(rule) ?? [];
    }

    private IEnumerable<Occurrence> Whole(Occurrence one) => one.Key switch
    {
        { Kind: NameKind.Policy, Scope: NameKey.Path } => Parts(one),
        { Kind: NameKind.Rule } key when key.Scope.StartsWith(NameKey.Path, StringComparison.Ordinal) =>
            key.Scope == NameKey.Path ? ScopesOf(key.Name).Select(scope => one with { Key = key with { Scope = scope } }) : Resolve(key.Scope[NameKey.Path.Length..]) is { Scope: var scope } ? [one with { Key = key with { Scope = scope } }] : [],
        _ => [one],
    };

    /// <summary>The parts of a path of ids, each with what it is the name of.</summary>
    private IEnumerable<Occurrence> Parts(Occurrence path) =>
        Resolve(path.Key.Name)?.Parts.Select(part => new Occurrence(part.Key, path.Start + part.Start, path.Start + part.Start + part.Key.Name.Length, false)) ?? [];

    // what the parts of a path of ids name, and the scope of what stands in the last; null of what is none
    private (List<(int Start, NameKey Key)> Parts, string Scope)? Resolve(string text)
    {
        foreach (var root in bundle.Model.PolicyIds.Where(id => Begins(text, 0, id)))
        {
            var found = new List<(int Start, NameKey Key)> { (0, new NameKey(NameKind.Policy, "", root)) };
            if (Follow(bundle.Model.PoliciesOf(root), root, text, root.Length, found) is { } scope) return (found, scope);
        }

        return null;
    }

    private string? Follow(IEnumerable<PolicySource> policies, string scope, string text, int at, List<(int Start, NameKey Key)> found)
    {
        if (at == text.Length) return scope;
        foreach (var item in policies.SelectMany(static policy => policy.Items).Where(static item => item is not RuleSource).DistinctBy(static item => item.Id))
        {
            if (!Begins(text, at + 1, item.Id)) continue;
            var count = found.Count;
            var isInline = item is PolicySource;
            found.Add((at + 1, isInline ? new NameKey(NameKind.Inline, scope, item.Id) : new NameKey(NameKind.Policy, "", item.Id)));
            var inner = Follow(
                item is PolicySource inline ? [inline] : bundle.Model.PoliciesOf(item.Id), isInline ? NameKey.Within(scope, item.Id) : item.Id, text, at + 1 + item.Id.Length, found);
            if (inner is not null) return inner;
            found.RemoveRange(count, found.Count - count);
        }

        return null;
    }

    private static bool Begins(string text, int at, string id) =>
        at <= text.Length && text.AsSpan(at).StartsWith(id, StringComparison.Ordinal) && (text.Length == at + id.Length || text[at + id.Length] == '/');
}
