using Pdp.Engine.Indexing;
using Pdp.Engine.Sources;
using Pdp.Language.Guards;

namespace Pdp.Engine.Compilation.Reuse;

/// <summary>
/// Decides what of an earlier compilation is taken as it is: what has the same source, and depends on nothing that has changed.
/// </summary>
internal sealed class Reused
{
    private readonly HashSet<KeptDocument> _refused;
    private readonly Dictionary<PolicySource, KeptDocument> _documents;
    private readonly Dictionary<DefinitionSource, KeptDefinition> _definitions;
    private readonly HashSet<KeptDefinition> _reusedDefinitions = new(ReferenceEqualityComparer.Instance);

    /// <param name="kept">What there is; null: nothing.</param>
    /// <param name="refused">What must be compiled anew.</param>
    public Reused(KeptSet? kept, HashSet<KeptDocument> refused)
    {
        Kept = kept;
        _refused = refused;
        _documents = new(kept?.Documents.Length ?? 0, ReferenceEqualityComparer.Instance);
        _definitions = new(ReferenceEqualityComparer.Instance);
        if (kept is null) return;
        foreach (var document in kept.Documents) _documents.Add(document.Source, document);
        foreach (var definition in kept.Definitions) _definitions.Add(definition.Source, definition);
    }

    /// <summary>What there is; null: nothing.</summary>
    public KeptSet? Kept { get; }

    /// <summary>
    /// What was taken although it depends on something that has turned out to have changed: everything is to be compiled once
    /// more without it.
    /// </summary>
    public HashSet<KeptDocument> Stale { get; } = new(ReferenceEqualityComparer.Instance);

    /// <summary>Finds what was made of the same sources; whether that can be taken, is decided later.</summary>
    public void Match(PolicyVersions versions)
    {
        if (_documents.Count == 0) return;
        foreach (var document in versions.All) document.Kept = _documents.GetValueOrDefault(document.Source);
    }

    /// <summary>Decides which definitions are taken.</summary>
    public void Settle(DefinitionTable definitions)
    {
        if (_definitions.Count == 0) return;
        var isDecided = new Dictionary<KeptDefinition, bool>(ReferenceEqualityComparer.Instance);
        foreach (var definition in definitions.All)
        {
            if (_definitions.TryGetValue(definition.Definition!, out var kept) && IsSame(kept, definitions, isDecided)) definition.Kept = kept;
        }

        _reusedDefinitions.UnionWith(definitions.All.Select(definition => definition.Kept).OfType<KeptDefinition>());
    }

    /// <summary>Decides which documents are taken.</summary>
    public void Settle(ReferenceGraph graph, PolicyVersions versions)
    {
        if (_documents.Count == 0) return;
        for (var i = graph.Ordered.Count - 1; i >= 0; i--)
        {
            var document = graph.Ordered[i];
            document.IsReused = document.Kept is { } kept && IsSame(document, kept, versions);
        }
    }

    /// <summary>
    /// The schemas as documents are checked against them; those there are when they are the same. What they do not speak of has
    /// the members that some expression reads, and what is told of one document may name those that others read: when they are
    /// others now, the documents of which something was told are stale.
    /// </summary>
    public SchemaModel SchemaOf(PolicySetSource source, HashSet<AttributeName> reads, IEnumerable<DocumentUnit> documents)
    {
        if (Kept is not null && Kept.Schema is { } known && IsSame(reads, Kept.Reads, known)) return known;
        var schema = new SchemaModel(source.Schema, reads);
        if (Kept is null || IsSame(reads, Kept.Reads, schema)) return schema;
        foreach (var document in documents)
        {
            if (document is { IsReused: true, Kept.Notes: not null }) Stale.Add(document.Kept);
        }

        return schema;
    }

    private static bool IsSame(HashSet<AttributeName> one, HashSet<AttributeName> other, SchemaModel schema)
    {
        return Undeclared(one).ToHashSet().SetEquals(Undeclared(other));

        IEnumerable<AttributeName> Undeclared(HashSet<AttributeName> names) => names.Where(name => !schema.Of(name.Root).IsDeclared);
    }

    /// <summary>A document that is evaluated for other requests than before is stale.</summary>
    public void CheckEnvironments(DocumentUnit document, bool isEvaluatedAlone)
    {
        var before = document.Kept!.Environments;
        var isSame = isEvaluatedAlone ? before is null : before is not null && before.Boxes.AsSpan().SequenceEqual(document.Environments.Boxes.AsSpan());
        if (!isSame) Stale.Add(document.Kept);
    }

    /// <summary>A document that reads definitions of which something was found is stale, see <see cref="KeptSetBuilder.Taint"/>.</summary>
    public void CheckTaint(HashSet<VariableUnit> tainted, IEnumerable<DocumentUnit> documents)
    {
        if (tainted.Count == 0) return;
        var kept = tainted.Select(definition => definition.Kept).OfType<KeptDefinition>().ToHashSet<KeptDefinition>(ReferenceEqualityComparer.Instance);
        foreach (var document in documents)
        {
            if (document is { IsReused: true, Kept.Definitions: { } reads } && Array.Exists(reads, kept.Contains)) Stale.Add(document.Kept);
        }
    }

    /// <summary>The hashes of the texts of all conditions that have a place in the memo, by that place.</summary>
    public int[] MemoHashes(Numbering numbering, Dictionary<int, int> added)
    {
        var hashes = new int[numbering.MemoCount];
        foreach (var place in numbering.Memos.Keys) hashes[place] = Kept!.MemoHashes[place];
        foreach (var (place, hash) in added) hashes[place] = hash;
        return hashes;
    }

    /// <summary>
    /// The index of the roots. The one there is serves again when all ask for the same as before, and where only some do not, with
    /// a small one beside it.
    /// </summary>
    /// <param name="ids">The ids of the roots, in their order.</param>
    /// <param name="guards">Their guards.</param>
    public ItemIndex? RootIndex(string[] ids, PackedGuard[] guards)
    {
        if (Kept is not null)
        {
            var positions = Positions(Kept, ids, guards);
            if (positions.Length == guards.Length && !positions.Where((position, item) => position != item).Any()) return Kept.RootIndex;
            if (Kept.RootIndex is { } known && guards.Length > 0 && PatchedIndex.Of(known, positions, guards) is { } patched) return patched;
        }

        return ItemIndex.Of(Array.ConvertAll(guards, guard => guard.Unpack()));
    }

    /// <summary>Where the roots that there were stand now; -1: nowhere, or they ask for something else.</summary>
    private static int[] Positions(KeptSet kept, string[] ids, PackedGuard[] guards)
    {
        var positions = new int[kept.Roots.Length];
        for (var (i, next) = (0, 0); i < positions.Length; i++)
        {
            // both are in the order of their ids
            var id = kept.Roots[i].Code.Source.Id;
            while (next < ids.Length && string.CompareOrdinal(ids[next], id) < 0) next++;
            var isThere = next < ids.Length && ids[next] == id && guards[next].IsSame(kept.RootGuards[i]);
            positions[i] = isThere ? next : -1;
        }

        return positions;
    }

    // what was compiled had no circles
    private static bool IsSame(KeptDefinition kept, DefinitionTable definitions, Dictionary<KeptDefinition, bool> isDecided)
    {
        if (isDecided.TryGetValue(kept, out var isSame)) return isSame;
        return isDecided[kept] = definitions.Find(kept.Source.Name) is { } found && ReferenceEquals(found.Definition, kept.Source)
            && Array.TrueForAll(kept.Reads, read => IsSame(read, definitions, isDecided));
    }

    // a document is settled behind those that it references, but for those with which it stands in a circle
    private bool IsSame(DocumentUnit document, KeptDocument kept, PolicyVersions versions) =>
        !_refused.Contains(kept)
        && document.Role == kept.Role
        && (kept.Definitions is null || Array.TrueForAll(kept.Definitions, _reusedDefinitions.Contains))
        && (kept.References is null || Array.TrueForAll(kept.References, reference =>
            versions.Resolve(reference.Source, null) is { IsReused: true } target && ReferenceEquals(target.Kept, reference.Target)));
}
