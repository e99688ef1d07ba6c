using System.Globalization;
using System.Text;
using Pdp.Bundles.Gateways;
using Pdp.Engine.Requests;
using Pdp.Identity.Spiffe;
using Pdp.Language.Values;
using Pdp.Server.Tokens;
using Pdp.Server.Transport;
using Pdp.Wire.Requests;

namespace Pdp.Server.Gateways;

/// <summary>Makes questions of the requests that one gateway asks about, as its document says.</summary>
internal sealed class GatewayMap
{
    private const string Anonymous = "anonymous";
    private const string HttpResource = "route";
    private const string GrpcResource = "grpc";

    private readonly RouteTable _routes;

    public GatewayMap(Gateway gateway)
    {
        Gateway = gateway;
        _routes = new RouteTable(gateway);
    }

    /// <summary>The document.</summary>
    public Gateway Gateway { get; }

    /// <summary>What a request asks.</summary>
    /// <param name="request">The request.</param>
    /// <param name="verified">What the token of its subject says; null: it has none, or it is not verified yet.</param>
    /// <param name="certificate">Whom the certificate names that its client showed; null: it has shown none.</param>
    public GatewayQuestion Question(GatewayRequest request, VerifiedSubject? verified = null, PeerIdentity? certificate = null)
    {
        if (request.Method.Length == 0) return GatewayQuestion.Refuse("the request has no method");
        var path = RequestPath.Parse(request.Target);
        if (path is null) return GatewayQuestion.Refuse("the path can be read in more ways than one");
        if (request.Host is { } host && RequestHost.Name(host) is null) return GatewayQuestion.Refuse("the host is none");
        var call = GrpcCall(request, path);
        if (Find(request, path, call) is not { } match) return GatewayQuestion.Refuse("no route takes it");
        var reading = new Reading(request, path, match, Claims(request));
        if (Gateway.Subject.From == SubjectOrigin.Token && verified is null && BearerToken.Read(reading.Header("authorization")) is { } token && reading.Fault is null)
        {
            return GatewayQuestion.Verify(token);
        }

        var subject = verified is null ? Subject(reading, certificate) : Subject(reading, verified);
        if (reading.Fault is { } unread) return GatewayQuestion.Refuse(unread);
        if (subject is null)
        {
            if (!match.Route.AllowsAnonymous) return GatewayQuestion.Unauthenticated("it is not known who asks");
            subject = new Entity(Anonymous, Anonymous, StringMap.Empty);
        }

        var action = new ActionInfo(match.Route.Action ?? (match.Route.IsGrpc ? call!.Value.Method : request.Method), StringMap.Empty);
        var resource = Resource(reading, call);
        var context = reading.Map(Gateway.Context);
        return reading.Fault is { } fault ? GatewayQuestion.Refuse(fault) : GatewayQuestion.Ask(
            new Request(subject, action, resource, context), Gateway.Subject.From == SubjectOrigin.Metadata ? reading.Claims : null);
    }

    private RouteMatch? Find(GatewayRequest request, RequestPath path, (string Service, string Method)? call) =>
        call is { } grpc && _routes.FindGrpc(grpc.Service, grpc.Method) is { } match ? match : _routes.Find(path, request.Method);

    // there is no flag: the content type and two segments make it one
    private static (string Service, string Method)? GrpcCall(GatewayRequest request, RequestPath path)
    {
        const string Type = "application/grpc";
        if (request.Method != "POST" || path.Segments is not [{ Length: > 0 } service, { Length: > 0 } method]) return null;
        return request.Header("content-type").Text is { } type && type.StartsWith(Type, StringComparison.OrdinalIgnoreCase)
            && (type.Length == Type.Length || type[Type.Length] is '+' or ';')
            ? (service, method)
            : null;
    }

    private Entity? Subject(Reading reading, VerifiedSubject verified)
    {
        var stated = reading.Map(Gateway.Subject.Properties);
        foreach (var name in verified.Conflicts(stated)) reading.Fail($"the property `{name}` is at odds with the token");
        return verified.With(stated);
    }

    private Entity? Subject(Reading reading, PeerIdentity? certificate)
    {
        var from = Gateway.Subject;
        if (from.From == SubjectOrigin.Token) return null;
        var id = from.From switch
        {
            SubjectOrigin.Certificate => certificate is null ? null : IdOf(certificate, reading),
            SubjectOrigin.Header => reading.Header(from.Header),
            SubjectOrigin.Principal => SpiffeId.IsWorkloadOf(reading.Request.Principal, from.TrustDomains) ? reading.Request.Principal : null,
            _ => reading.Claims is { } claims && claims.TryGet(from.Claim, out var claim) ? claim.AsString : null,
        };
        return string.IsNullOrEmpty(id) ? null : new Entity(from.Type, id, reading.Map(from.Properties));
    }

    // a workload's trust domain vouches for its SPIFFE ID, and for nothing else that its certificate says
    private string? IdOf(PeerIdentity certificate, Reading reading)
    {
        var from = Gateway.Subject;
        var id = from.Id switch
        {
            CertificateId.SpiffeId => certificate.SpiffeId is { } workload && SpiffeId.IsWorkloadOf(workload, from.TrustDomains) ? workload : null,
            _ when certificate.SpiffeId is not null => null,
            CertificateId.Thumbprint => certificate.Thumbprint,
            _ => certificate.Subject,
        };
        if (string.IsNullOrEmpty(id)) reading.Fail("the certificate has no id of the kind that the document says");
        return id;
    }

    private StringMap? Claims(GatewayRequest request)
    {
        var metadata = request.Metadata(Gateway.Subject.Namespace);
        if (metadata.AsMap is not StringMap spaces) return null;
        if (Gateway.Subject.Payload is { } key) return spaces.TryGet(key, out var payload) ? payload.AsMap as StringMap : null;
        return spaces.Count == 1 ? spaces.Entries[0].Value.AsMap as StringMap : null;
    }

    private static Entity Resource(Reading reading, (string Service, string Method)? call)
    {
        var route = reading.Match.Route;
        var properties = route.ResourceProperties is { } own ? reading.Map(own) : Usual(reading);
        var id = route.ResourceId.IsEmpty ? (route.IsGrpc ? call!.Value.Service : route.Template) : Fill(reading, route);
        return new Entity(route.ResourceType ?? (route.IsGrpc ? GrpcResource : HttpResource), id, properties);
    }

    private static string Fill(Reading reading, GatewayRoute route)
    {
        var text = new StringBuilder();
        foreach (var part in route.ResourceId) text.Append(part.Kind == TemplatePartKind.Literal ? part.Text : reading.Match.Parameter(part.Text));
        return text.ToString();
    }

    private static StringMap Usual(Reading reading)
    {
        var entries = new List<KeyValuePair<string, Value>> { new("path", Value.From(reading.Path.Text)) };
        if (reading.Path.Query.Length > 0) entries.Add(new("query", Value.From(reading.Path.Query)));
        if (reading.Host is { } host) entries.Add(new("host", Value.From(host)));
        if (reading.Request.Scheme is { } scheme) entries.Add(new("scheme", Value.From(scheme)));
        if (reading.Match.Parameters.Count > 0)
        {
            entries.Add(new("parameters", Value.From(new StringMap([.. reading.Match.Parameters.Select(static p => KeyValuePair.Create(p.Key, Value.From(p.Value)))]))));
        }

        return new StringMap([.. entries]);
    }

    /// <summary>Reads attributes of one request, and notes the first that cannot be read.</summary>
    private sealed class Reading(GatewayRequest request, RequestPath path, RouteMatch match, StringMap? claims)
    {
        public GatewayRequest Request => request;

        public RequestPath Path => path;

        public RouteMatch Match => match;

        public StringMap? Claims => claims;

        public string? Host { get; } = request.Host is { } host ? RequestHost.Name(host) : null;

        public string? Fault { get; private set; }

        public void Fail(string why) => Fault ??= why;

        public string? Header(string name)
        {
            var value = request.Header(name);
            if (value.IsAmbiguous) Fault ??= $"the header `{name}` comes more than once, or is no text";
            return value.Text;
        }

        public StringMap Map(IReadOnlyList<AttributeMapping> attributes)
        {
            if (attributes.Count == 0) return StringMap.Empty;
            var entries = new List<KeyValuePair<string, Value>>(attributes.Count);
            foreach (var attribute in attributes)
            {
                var value = Read(attribute);
                if (value.Kind != ValueKind.Missing) entries.Add(new(attribute.Name, value));
            }

            return new StringMap([.. entries]);
        }

        private Value Read(AttributeMapping attribute) => attribute.From switch
        {
            AttributeOrigin.Constant => attribute.Constant,
            AttributeOrigin.Body => At(request.JsonBody(), attribute.Key),
            AttributeOrigin.Claim => claims is not null && claims.TryGet(attribute.Key, out var claim) ? claim : default,
            _ => Form(attribute, Text(attribute)),
        };

        private string? Text(AttributeMapping attribute) => attribute.From switch
        {
            AttributeOrigin.Header => Header(attribute.Key),
            AttributeOrigin.Path => match.Parameter(attribute.Key),
            AttributeOrigin.Query => QueryParameter(attribute.Key),
            AttributeOrigin.Extension => request.Extension(attribute.Key),
            _ => attribute.Key switch
            {
                "method" => request.Method,
                "path" => path.Text,
                "query" => path.Query,
                "host" => Host,
                "scheme" => request.Scheme,
                "protocol" => request.Protocol,
                "source-address" => request.SourceAddress,
                "principal" => request.Principal,
                _ => request.Sni,
            },
        };

        private Value Form(AttributeMapping attribute, string? text)
        {
            if (text is null) return default;
            switch (attribute.Type)
            {
                case AttributeForm.Integer when long.TryParse(text, NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out var integer):
                    return Value.From(integer);
                case AttributeForm.Number when double.TryParse(text, NumberStyles.Float, CultureInfo.InvariantCulture, out var number) && double.IsFinite(number):
                    return Value.From(number);
                case AttributeForm.Boolean when text is "true" or "false":
                    return Value.From(text == "true");
                case AttributeForm.List:
                    return Value.From(new CelList([.. text.Split(',', StringSplitOptions.TrimEntries | StringSplitOptions.RemoveEmptyEntries).Select(static t => Value.From(t))]));
                case AttributeForm.Text:
                    return Value.From(text);
                default:
                    Fault ??= $"`{attribute.Name}` has not the form that the gateway's document says";
                    return default;
            }
        }

        private string? QueryParameter(string name)
        {
            var value = RequestQuery.Parameter(path.Query, name, out var fault);
            Fault ??= fault;
            return value;
        }

        // RFC 6901
        private Value At(Value value, string pointer)
        {
            if (pointer.Length == 0 || value.Kind == ValueKind.Missing) return value;
            foreach (var token in pointer[1..].Split('/'))
            {
                var name = token.Replace("~1", "/", StringComparison.Ordinal).Replace("~0", "~", StringComparison.Ordinal);
                if (value.AsMap is StringMap members && HasInAnotherCase(members, name)) Fault ??= $"the body's `{name}` comes in another case";
                if (value.AsMap is StringMap map && map.TryGet(name, out var member)) value = member;
                else if (value.AsList is { } list && int.TryParse(name, NumberStyles.None, CultureInfo.InvariantCulture, out var index) && index < list.Count) value = list[index];
                else return default;
            }

            return value;
        }

        // many an application does not tell them apart
        private static bool HasInAnotherCase(StringMap members, string name)
        {
            foreach (var (key, _) in members.Entries)
            {
                if (string.Equals(key, name, StringComparison.OrdinalIgnoreCase) && !string.Equals(key, name, StringComparison.Ordinal)) return true;
            }

            return false;
        }
    }
}
