using Pdp.Language.Types;

namespace Pdp.Engine.Compilation;

/// <summary>
/// Parts environments by what an expression reads, so that it is checked once for each kind of request that makes a
/// difference to it, and not once for each request there may be.
/// </summary>
internal sealed class EnvironmentCells(SchemaModel schema)
{
    // the roots are combined up to this many cells; beyond, each is varied alone while the others are any of theirs
    private const int MaxCells = 256;

    private static readonly string[] VaryingRoots = [Roots.Subject, Roots.Resource, Roots.Action];

    private AttributeSet? _lastReads;
    private EnvironmentSet? _lastEnvironments;
    private List<EnvironmentCell>? _last;

    /// <summary>The cells of an expression that reads these attributes.</summary>
    public List<EnvironmentCell> Of(AttributeSet reads, EnvironmentSet environments)
    {
        // expressions that read the same are mostly asked about in the same environments, one after the other
        if (ReferenceEquals(_lastReads, reads) && ReferenceEquals(_lastEnvironments, environments)) return _last!;
        (_lastReads, _lastEnvironments) = (reads, environments);
        var classes = VaryingRoots.ToDictionary(root => root, root => Classes(reads, root), StringComparer.Ordinal);
        return _last = Of(reads, environments, classes);
    }

    /// <summary>
    /// The cells within one box of the set, for narrowing it: each is a part of the box.
    /// </summary>
    public List<EnvironmentCell> Of(AttributeSet reads, EnvironmentBox box) =>
        Of(reads, new EnvironmentSet([box]));

    /// <summary>A cell that stands for all environments of a set at once; for none, for whatever the schema has.</summary>
    public EnvironmentCell Union(EnvironmentSet environments, bool isBlurred)
    {
        var box = environments.IsEmpty
            ? new EnvironmentBox(schema.Subjects.All, schema.Resources.All, schema.Actions.All)
            : environments.Boxes.AsEnumerable().Aggregate((left, right) => left.Around(right));
        return new EnvironmentCell(
            box, schema.Subjects.Union(box.Subjects), schema.Resources.Union(box.Resources), schema.Actions.Union(box.Actions), "")
        {
            Class = (-1, -1, -1),
            IsBlurred = isBlurred,
        };
    }

    private List<EnvironmentCell> Of(AttributeSet reads, EnvironmentSet environments, Dictionary<string, KindClasses> classes)
    {
        var count = classes.Values.Aggregate(1L, (product, parts) => product * Math.Max(1, parts.Count));
        var cells = new Dictionary<(int, int, int), EnvironmentCell>();
        foreach (var box in environments.Boxes)
        {
            if (count <= MaxCells)
            {
                AddProduct(reads, box, classes, cells);
                continue;
            }

            foreach (var root in VaryingRoots)
            {
                if (classes[root].Count == 0) continue;
                var alone = VaryingRoots.ToDictionary(other => other, other => other == root ? classes[root] : KindClasses.None, StringComparer.Ordinal);
                AddProduct(reads, box, alone, cells);
            }
        }

        return [.. cells.Values];
    }

    private void AddProduct(
        AttributeSet reads, EnvironmentBox box, Dictionary<string, KindClasses> classes,
        Dictionary<(int, int, int), EnvironmentCell> cells)
    {
        foreach (var (subject, subjects) in Parts(box, Roots.Subject, classes))
        {
            foreach (var (resource, resources) in Parts(box, Roots.Resource, classes))
            {
                foreach (var (action, actions) in Parts(box, Roots.Action, classes))
                {
                    var part = new EnvironmentBox(subjects, resources, actions);
                    if (part.IsEmpty || cells.ContainsKey((subject, resource, action))) continue;
                    cells[(subject, resource, action)] = new EnvironmentCell(
                        part,
                        Record(Roots.Subject, subject, subjects, classes, reads),
                        Record(Roots.Resource, resource, resources, classes, reads),
                        Record(Roots.Action, action, actions, classes, reads),
                        Describe(part, subject, resource, action))
                    {
                        Class = (subject, resource, action),
                    };
                }
            }
        }
    }

    private static IEnumerable<(int Class, KindSet Kinds)> Parts(
        EnvironmentBox box, string root, Dictionary<string, KindClasses> classes)
    {
        var kinds = box.Of(root)!;
        return classes[root].Count == 0 ? [(-1, kinds)] : classes[root].PartsOf(kinds);
    }

    // kinds of one class are alike in all that the expression reads: the first stands for the others. It stands for those in
    // other boxes as well, so that there is one check for them all, unless a message could name what else it has.
    private RecordType Record(string root, int @class, KindSet kinds, Dictionary<string, KindClasses> classes, AttributeSet reads)
    {
        var table = schema.Of(root);
        if (@class < 0) return table.Union(kinds);
        var own = table[kinds.First];
        return reads.All(read => read.Root != root || own.Members.ContainsKey(read.Member)) ? table[classes[root].FirstOf(@class)] : own;
    }

    private KindClasses Classes(AttributeSet reads, string root)
    {
        var members = reads.Where(read => read.Root == root).Select(read => read.Member).ToList();
        return members.Count == 0 ? KindClasses.None : schema.Of(root).Classes(members);
    }

    private string Describe(EnvironmentBox part, int subject, int resource, int action)
    {
        var words = new List<string>(3);
        Add("subject type", schema.Subjects, subject, part.Subjects);
        Add("resource type", schema.Resources, resource, part.Resources);
        Add("action", schema.Actions, action, part.Actions);
        return words.Count == 0 ? "" : $"for {string.Join(", ", words)}";

        void Add(string what, KindTable table, int @class, KindSet kinds)
        {
            if (@class >= 0 && table.Names.Length > 1) words.Add($"{what} `{table.Names[kinds.First]}`");
        }
    }
}
