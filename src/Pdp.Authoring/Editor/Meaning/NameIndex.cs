using System.Collections.Immutable;
using Pdp.Authoring.Editor.Files;
using Pdp.Engine.Sources;

namespace Pdp.Authoring.Editor.Meaning;

/// <summary>Finds in a whole bundle where a name stands.</summary>
internal sealed class NameIndex(EditorBundle bundle)
{
    /// <summary>The names at a place of a document, several where one stands for an attribute of subjects and of resources.</summary>
    public ImmutableArray<Occurrence> At(EditorFile file, int offset) =>
        [.. file.Names.SelectMany(one => Whole(one)).Where(one => one.Start <= offset && offset <= one.End && IsMeant(one))];

    /// <summary>All places of a name, by file.</summary>
    public IEnumerable<(EditorFile File, Occurrence Place)> Of(NameKey key)
    {
        // a variable is known in its document alone
        var files = key.Kind == NameKind.Variable ? bundle.Files.Values.Where(file => key.Scope.StartsWith(file.Path + "#", StringComparison.Ordinal)) : bundle.Files.Values;
        return files.SelectMany(file => file.Names.SelectMany(Whole).Where(one => one.Key == key && IsMeant(one)).Select(one => (file, one)));
    }

    /// <summary>Where a name is given its meaning.</summary>
    public IEnumerable<(EditorFile File, Occurrence Place)> Declarations(NameKey key) => Of(key).Where(static one => one.Place.IsDeclaration);

    // an entity's type says whether it is a subject or a resource
    private bool IsMeant(Occurrence one)
    {
        if (one.Key.Kind != NameKind.Attribute || one.IsDeclaration || one.Type is null) return true;
        var kinds = bundle.Model.KindsOf(one.Key.Scope);
        return kinds.IsEmpty || kinds.Any(kind => kind.Name == one.Type);
    }

    private IEnumerable<Occurrence> Whole(Occurrence one) => one.Key is { Kind: NameKind.Policy, Scope: "path" } ? Parts(one) : [one];

    /// <summary>The parts of a path of ids that are ids of documents; those of inline policies are not.</summary>
    private IEnumerable<Occurrence> Parts(Occurrence path)
    {
        var text = path.Key.Name;
        foreach (var root in bundle.Model.PolicyIds.Where(id => Begins(text, 0, id)))
        {
            var found = new List<(int Start, string Id)> { (0, root) };
            if (Follow(bundle.Model.PoliciesOf(root), text, root.Length, found))
                return found.Select(part => new Occurrence(new NameKey(NameKind.Policy, "", part.Id), path.Start + part.Start, path.Start + part.Start + part.Id.Length, false));
        }

        return [];
    }

    private bool Follow(IEnumerable<PolicySource> policies, string text, int at, List<(int Start, string Id)> found)
    {
        if (at == text.Length) return true;
        foreach (var item in policies.SelectMany(static policy => policy.Items).Where(static item => item is not RuleSource).DistinctBy(static item => item.Id))
        {
            if (!Begins(text, at + 1, item.Id)) continue;
            var count = found.Count;
            if (item is ReferenceSource) found.Add((at + 1, item.Id));
            if (Follow(item is PolicySource inline ? [inline] : bundle.Model.PoliciesOf(item.Id), text, at + 1 + item.Id.Length, found)) return true;
            found.RemoveRange(count, found.Count - count);
        }

        return false;
    }

    private static bool Begins(string text, int at, string id) =>
        at <= text.Length && text.AsSpan(at).StartsWith(id, StringComparison.Ordinal) && (text.Length == at + id.Length || text[at + id.Length] == '/');
}
