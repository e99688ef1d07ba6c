using Pdp.Engine.Diagnostics;
using Pdp.Engine.Indexing;
using Pdp.Engine.Model;
using Pdp.Language.Guards;

namespace Pdp.Engine.Compilation;

/// <summary>
/// Lays out the places below the roots. A policy has as many places as there are paths to it, which references can
/// multiply without bound: so the places that references add are counted beforehand.
/// </summary>
internal sealed class PlaceBuilder(int maxDepth, DiagnosticBag diagnostics)
{
    private const long MaxReferencedPlaces = 1_000_000;

    private readonly Dictionary<PolicyCode, (long Places, int Depth)> _sizes = new(ReferenceEqualityComparer.Instance);
    private long _referenced;

    /// <summary>Lays out a policy as a root; null when there would be too many places or too great a depth, which is told.</summary>
    public PolicyNode? Build(DocumentUnit document)
    {
        if (document.Code is not { } code) return null;
        var (places, depth) = Measure(code);
        if (depth > maxDepth)
        {
            diagnostics.Error(
                EngineDiagnosticCodes.TooDeep, document.Source.Location,
                $"policies are nested more than {maxDepth} deep below `{document.Source.Id}`");
            return null;
        }

        _referenced += places - Own(code);
        if (_referenced > MaxReferencedPlaces)
        {
            diagnostics.Error(
                EngineDiagnosticCodes.TooManyPlaces, document.Source.Location,
                $"references below `{document.Source.Id}` lead to more than {MaxReferencedPlaces} places",
                "policies that reference the same policies several times multiply: reference them once");
            return null;
        }

        return document.Node = (document.IsReused ? document.Kept!.Node : null) ?? Policy(code, code.Source.Id, null);
    }

    /// <summary>Measures a policy behind those that it references, so that no recursion goes deeper than one document.</summary>
    public (long Places, int Depth) Measure(PolicyCode code)
    {
        if (_sizes.TryGetValue(code, out var size)) return size;
        long places = 1;
        var depth = 0;
        foreach (var item in code.Items)
        {
            var (inner, below) = item is PolicyCode policy ? Measure(policy) : (1, 0);
            places = Math.Min(places + inner, long.MaxValue / 4);
            depth = Math.Max(depth, below);
        }

        return _sizes[code] = (places, depth + 1);
    }

    private static long Own(PolicyCode code) =>
        1 + code.Items.Sum(item => item is PolicyCode policy && policy.Document == code.Document ? Own(policy) : 1L);

    private static PolicyNode Policy(PolicyCode code, string path, PolicyPlace? around)
    {
        var place = new PolicyPlace(path, around, code.Target);
        return new PolicyNode(
            code, path,
            [
                .. code.Items.Select(item => item is PolicyCode policy
                    ? (ItemNode)Policy(policy, $"{path}/{policy.Source.Id}", place)
                    : new RuleNode((RuleCode)item, place)),
            ]);
    }
}
