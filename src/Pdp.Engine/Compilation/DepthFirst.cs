namespace Pdp.Engine.Compilation;

/// <summary>A walk over a graph in which everything comes behind what it needs. It does not recurse: chains may be long.</summary>
internal static class DepthFirst
{
    private const int MaxCircles = 100;

    /// <summary>Walks a graph.</summary>
    /// <param name="nodes">Where to start, in this order.</param>
    /// <param name="needs">What a node needs.</param>
    /// <param name="circles">Gets the circles that the walk meets, up to a number beyond which nobody reads on.</param>
    /// <param name="closing">Gets a node of every circle, so that whatever goes round must come through one of them.</param>
    /// <returns>All nodes, each behind what it needs (as far as there are no circles).</returns>
    public static List<T> Order<T>(IEnumerable<T> nodes, Func<T, IReadOnlyList<T>> needs, List<IReadOnlyList<T>> circles, HashSet<T> closing)
        where T : class
    {
        var finished = new List<T>();
        var isOpen = new Dictionary<T, bool>(ReferenceEqualityComparer.Instance);
        var path = new List<(T Node, int Next)>();
        foreach (var start in nodes)
        {
            if (!isOpen.TryAdd(start, true)) continue;
            path.Add((start, 0));
            while (path.Count > 0)
            {
                var (node, next) = path[^1];
                var list = needs(node);
                if (next == list.Count)
                {
                    path.RemoveAt(path.Count - 1);
                    isOpen[node] = false;
                    finished.Add(node);
                    continue;
                }

                path[^1] = (node, next + 1);
                var needed = list[next];
                if (isOpen.TryAdd(needed, true)) path.Add((needed, 0));
                else if (isOpen[needed])
                {
                    closing.Add(needed);
                    if (circles.Count < MaxCircles)
                        circles.Add([.. path.SkipWhile(step => !ReferenceEquals(step.Node, needed)).Select(step => step.Node)]);
                }
            }
        }

        return finished;
    }
}
