using Pdp.Bundles.Gateways;

namespace Pdp.Server.Gateways;

/// <summary>
/// Finds the route of a request. The most exact path is taken, segment by segment, and then its method: where that path has no such
/// method there is no route, whatever a less exact path would say.
/// </summary>
internal sealed class RouteTable
{
    private readonly Node _root;
    private readonly Dictionary<string, GatewayRoute> _grpc = new(StringComparer.Ordinal);
    private readonly bool _ignoresTrailingSlash;

    public RouteTable(Gateway gateway)
    {
        _ignoresTrailingSlash = gateway.IgnoresTrailingSlash;
        var comparer = gateway.IgnoresCase ? StringComparer.OrdinalIgnoreCase : StringComparer.Ordinal;
        _root = new Node(comparer);
        foreach (var route in gateway.Routes)
        {
            if (route.IsGrpc) _grpc[route.Template] = route;
            else Add(route, comparer);
        }
    }

    /// <summary>The route of a request, and the parts of the path that its template names.</summary>
    /// <param name="path">The path.</param>
    /// <param name="method">The method.</param>
    public RouteMatch? Find(RequestPath path, string method)
    {
        IReadOnlyList<string> segments = path.Segments;
        if (_ignoresTrailingSlash && segments is [_, .., ""]) segments = [.. segments.SkipLast(1)];
        var node = Find(_root, segments, 0, out var restFrom);
        if (node is null || !node.Methods.TryGetValue(method, out var route)) return null;
        var parameters = new List<KeyValuePair<string, string>>();
        for (var i = 0; i < route.Parts.Length; i++)
        {
            var part = route.Parts[i];
            if (part.Kind == TemplatePartKind.Parameter) parameters.Add(new(part.Text, segments[i]));
            else if (part.Kind == TemplatePartKind.Rest) parameters.Add(new(part.Text, string.Join('/', segments.Skip(restFrom))));
        }

        return new RouteMatch(route, parameters);
    }

    /// <summary>The route of a call of gRPC.</summary>
    /// <param name="service">The service with its package.</param>
    /// <param name="method">The method.</param>
    public RouteMatch? FindGrpc(string service, string method) =>
        _grpc.TryGetValue($"{service}/{method}", out var route) || _grpc.TryGetValue($"{service}/*", out route)
            ? new RouteMatch(route, [])
            : null;

    private void Add(GatewayRoute route, StringComparer comparer)
    {
        var parts = route.Parts.AsEnumerable();
        if (_ignoresTrailingSlash && route.Parts is [_, .., (TemplatePartKind.Literal, "")]) parts = parts.SkipLast(1);
        var node = _root;
        foreach (var part in parts)
        {
            switch (part.Kind)
            {
                case TemplatePartKind.Literal:
                    if (!node.Literals.TryGetValue(part.Text, out var literal)) node.Literals[part.Text] = literal = new Node(comparer);
                    node = literal;
                    break;
                case TemplatePartKind.Parameter:
                    node = node.Parameter ??= new Node(comparer);
                    break;
                default:
                    node = node.Rest ??= new Node(comparer);
                    break;
            }
        }

        foreach (var method in route.Methods) node.Methods[method] = route;
    }

    // Templates are few and short; a segment has at most one literal and one parameter to try.
    private static Node? Find(Node node, IReadOnlyList<string> segments, int position, out int restFrom)
    {
        restFrom = 0;
        if (position == segments.Count) return node.Methods.Count > 0 ? node : null;
        var segment = segments[position];
        if (node.Literals.TryGetValue(segment, out var literal) && Find(literal, segments, position + 1, out restFrom) is { } exact) return exact;

        // what is empty is a slash at the end, and no parameter
        if (segment.Length > 0 && node.Parameter is not null && Find(node.Parameter, segments, position + 1, out restFrom) is { } any) return any;
        if (segment.Length == 0 || node.Rest is null) return null;
        restFrom = position;
        return node.Rest;
    }

    private sealed class Node(StringComparer comparer)
    {
        public Dictionary<string, Node> Literals { get; } = new(comparer);

        public Node? Parameter { get; set; }

        public Node? Rest { get; set; }

        public Dictionary<string, GatewayRoute> Methods { get; } = new(StringComparer.Ordinal);
    }
}

/// <summary>A route that takes a request.</summary>
/// <param name="Route">The route.</param>
/// <param name="Parameters">The parts of the path that its template names, decoded.</param>
internal sealed record RouteMatch(GatewayRoute Route, IReadOnlyList<KeyValuePair<string, string>> Parameters)
{
    /// <summary>A named part of the path; null when the template names none so.</summary>
    public string? Parameter(string name)
    {
        foreach (var (key, value) in Parameters)
        {
            if (string.Equals(key, name, StringComparison.Ordinal)) return value;
        }

        return null;
    }
}
