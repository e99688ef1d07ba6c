using Pdp.Engine.Model;
using Pdp.Engine.Sources;
using Pdp.Language.Checking;
using Pdp.Language.Guards;
using Pdp.Language.Types;

namespace Pdp.Engine.Compilation.Reuse;

/// <summary>Gathers what the next compilation may take as it is.</summary>
/// <param name="source">The source.</param>
/// <param name="schema">The schemas as the documents were checked against them.</param>
/// <param name="environments">The environments that they were checked in.</param>
/// <param name="tainted">See <see cref="Taint"/>.</param>
/// <param name="numbering">The numbers that were given.</param>
internal sealed class KeptSetBuilder(
    PolicySetSource source, SchemaModel schema, Dictionary<(RecordType, RecordType, RecordType), TypeEnvironment> environments,
    HashSet<VariableUnit> tainted, Numbering numbering)
{
    // what is kept of more takes more room than it saves time
    private const int MostKinds = 64;
    private const int MostEnvironments = 256;

    private readonly Dictionary<VariableUnit, KeptDefinition> _definitions = new(ReferenceEqualityComparer.Instance);
    private readonly Dictionary<DocumentUnit, KeptDocument> _documents = new(ReferenceEqualityComparer.Instance);

    /// <summary>
    /// The definitions of which something was found, and those that read them. What is told of a definition depends on all
    /// expressions that read it, so that these are all compiled anew.
    /// </summary>
    public static HashSet<VariableUnit> Taint(IEnumerable<VariableUnit> definitions, IEnumerable<ExpressionUnit> found)
    {
        var units = found.ToHashSet();
        var tainted = new HashSet<VariableUnit>(ReferenceEqualityComparer.Instance);
        if (units.Count == 0) return tainted;
        var all = definitions.ToList();
        for (var before = -1; before != tainted.Count;)
        {
            before = tainted.Count;
            foreach (var definition in all)
            {
                if (definition.Unit is { } unit && (units.Contains(unit) || unit.ReadUnits.Exists(tainted.Contains))) tainted.Add(definition);
            }
        }

        return tainted;
    }

    /// <summary>What is kept of a compilation that succeeded.</summary>
    /// <param name="graph">The documents.</param>
    /// <param name="definitions">The definitions.</param>
    /// <param name="slots">The slots.</param>
    /// <param name="live">The attributes that code reads.</param>
    /// <param name="reads">The attributes that expressions read.</param>
    /// <param name="memoHashes">See <see cref="KeptSet.MemoHashes"/>.</param>
    /// <param name="shared">See <see cref="KeptSet.Shared"/>.</param>
    /// <param name="set">What came of it.</param>
    /// <param name="rootGuards">See <see cref="KeptSet.RootGuards"/>.</param>
    public KeptSet Build(
        ReferenceGraph graph, DefinitionTable definitions, SlotTable slots, HashSet<AttributeName> live, HashSet<AttributeName> reads,
        int[] memoHashes, Note[] shared, CompiledSet set, PackedGuard[] rootGuards)
    {
        foreach (var definition in definitions.All) Keep(definition);
        for (var i = graph.Ordered.Count - 1; i >= 0; i--)
        {
            var document = graph.Ordered[i];
            if (document.IsReused) _documents.Add(document, document.Kept!);
            else if (CanBeKept(document)) _documents.Add(document, Keep(document));
        }

        var isSmall = schema.Subjects.Count + schema.Resources.Count + schema.Actions.Count <= MostKinds && environments.Count <= MostEnvironments;
        return new KeptSet
        {
            Schema = isSmall ? schema : null,
            Environments = isSmall ? environments : null,
            Documents = [.. _documents.Values],
            Definitions = [.. _definitions.Values],
            Source = source,
            Slots = slots,
            Live = live,
            Reads = reads,
            MemoHashes = memoHashes,
            Generation = numbering.Generation,
            SharedPlaces = numbering.SharedPlaces,
            Shared = shared,
            Layout = set.Layout,
            RootIndex = set.RootIndex,
            Roots = set.Roots,
            RootGuards = rootGuards,
        };
    }

    // of a version that is not evaluated, names that do not exist are warnings, and what they say depends on all other names
    private bool CanBeKept(DocumentUnit document) =>
        (document.Role != PolicyRole.Inactive || (document.Diagnostics.Notes.Count == 0 && document.References.Count == 0))
        && document.Needs.TrueForAll(need => _documents.ContainsKey(need.Target))
        && !DefinitionsOf(document).Any(tainted.Contains);

    private KeptDocument Keep(DocumentUnit document) => new()
    {
        Source = document.Source,
        Role = document.Role,
        Generation = numbering.Generation,
        Code = document.Code,
        Node = document.Node,
        References = document.Needs.Count == 0 ? null
            : [.. document.Needs.Select(need => new KeptReference(need.Source, _documents[need.Target], need.Inside))],
        Definitions = DefinitionsOf(document).Distinct().Select(definition => _definitions[definition]).ToArray() is { Length: > 0 } some ? some : null,
        Environments = ReferenceEquals(document.Environments, schema.All) ? null : document.Environments,
        Notes = document.Diagnostics.Notes is { Count: > 0 } notes ? [.. notes] : null,
        Reads = document.Reads,
        Guard = document.Code is null ? default : document.Guard,
    };

    private KeptDefinition Keep(VariableUnit definition)
    {
        if (_definitions.TryGetValue(definition, out var kept)) return kept;
        return _definitions[definition] = definition.Kept ?? new KeptDefinition(
            definition.Definition!, [.. definition.Unit?.ReadUnits.Select(Keep) ?? []], definition.Unit?.Compiled, definition.Index, numbering.Generation);
    }

    private static IEnumerable<VariableUnit> DefinitionsOf(DocumentUnit document) =>
        document.Expressions.SelectMany(expression => expression.ReadUnits).Where(read => read.Root == Roots.Definitions);
}
