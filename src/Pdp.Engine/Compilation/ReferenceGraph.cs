using Pdp.Engine.Diagnostics;
using Pdp.Engine.Sources;

namespace Pdp.Engine.Compilation;

/// <summary>Which version references which: the parts they play, the circles, and an order to work in.</summary>
internal sealed class ReferenceGraph
{
    private readonly List<IReadOnlyList<DocumentUnit>> _circles = [];

    private ReferenceGraph(PolicyVersions versions)
    {
        var ordered = DepthFirst.Order(versions.All, document => document.References, _circles, []);
        ordered.Reverse();
        Ordered = ordered;
    }

    /// <summary>Settles roles and references of all versions.</summary>
    public static ReferenceGraph Of(PolicyVersions versions)
    {
        foreach (var document in versions.All)
        {
            foreach (var reference in document.Kept is { } kept ? kept.References?.Select(one => one.Source) ?? [] : References(document.Source, 0))
            {
                if (versions.Resolve(reference, null) is { } target && !document.References.Contains(target))
                    document.References.Add(target);
            }
        }

        SettleRoles(versions);
        return new ReferenceGraph(versions);
    }

    /// <summary>All versions, each before those that it references (as far as there are no circles).</summary>
    public IReadOnlyList<DocumentUnit> Ordered { get; }

    /// <summary>Tells of every circle.</summary>
    public void TellCircles()
    {
        foreach (var found in _circles)
        {
            // told of a version in force, if there is one: of others it would only be a warning
            var start = Math.Max(0, found.ToList().FindIndex(document => !document.IsUnused));
            var circle = found.Skip(start).Concat(found.Take(start)).ToList();
            var first = circle[0];
            first.Diagnostics.Error(
                EngineDiagnosticCodes.CircularReference, first.Source.Location,
                circle.Count == 1
                    ? $"policy `{first.Source.Id}` references itself"
                    : $"policies reference one another in a circle: {string.Join(" → ", circle.Append(first).Select(document => $"`{document.Source.Id}`"))}");
        }
    }

    // a root is in force, and no other policy in force, or evaluated by reference from one, references any version of it;
    // a version that builds on an older one of its own id stays a root, or the denials of both would be lost
    private static void SettleRoles(PolicyVersions versions)
    {
        var used = new HashSet<DocumentUnit>(versions.AllInForce);
        var pending = new Queue<DocumentUnit>(used);
        var referenced = new HashSet<string>(StringComparer.Ordinal);
        while (pending.TryDequeue(out var document))
        {
            foreach (var target in document.References)
            {
                if (target.Source.Id != document.Source.Id) referenced.Add(target.Source.Id);
                if (used.Add(target)) pending.Enqueue(target);
            }
        }

        foreach (var document in versions.AllInForce.Where(document => !referenced.Contains(document.Source.Id)))
        {
            document.Role = PolicyRole.Root;
            MarkReferenced(document);
        }

        foreach (var document in versions.All.Where(document => document.Source.IsShadow))
        {
            document.Role = PolicyRole.Shadow;
            MarkReferenced(document);
            // what is compared with a shadow is evaluated too
            if (versions.InForce(document.Source.Id) is { Role: PolicyRole.Inactive } inForce)
            {
                inForce.Role = PolicyRole.Referenced;
                MarkReferenced(inForce);
            }
        }

        foreach (var document in versions.All)
            document.IsUnused = document.Role == PolicyRole.Inactive && versions.InForce(document.Source.Id) != document;
    }

    private static void MarkReferenced(DocumentUnit from)
    {
        var pending = new Stack<DocumentUnit>([from]);
        while (pending.TryPop(out var document))
        {
            foreach (var target in document.References.Where(target => target.Role == PolicyRole.Inactive))
            {
                target.Role = PolicyRole.Referenced;
                pending.Push(target);
            }
        }
    }

    private static IEnumerable<ReferenceSource> References(PolicySource policy, int depth)
    {
        if (depth > PolicyDepth.Greatest) return [];
        return policy.Items.SelectMany(item => item switch
        {
            ReferenceSource reference => [reference],
            PolicySource inline => References(inline, depth + 1),
            _ => [],
        });
    }
}
