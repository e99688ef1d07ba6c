using System.Collections.Frozen;
using System.Collections.Immutable;
using Pdp.Bundles.Documents;
using Pdp.Bundles.Gateways;
using Pdp.Bundles.Reading;
using Pdp.Bundles.Text;
using Pdp.Language.Values;

namespace Pdp.Bundles.Mapping;

/// <summary>Reads <c>Gateway</c> documents.</summary>
internal sealed class GatewayMapper
{
    private static readonly (string Member, AttributeOrigin From)[] Origins =
    [
        ("header", AttributeOrigin.Header), ("path", AttributeOrigin.Path), ("query", AttributeOrigin.Query), ("claim", AttributeOrigin.Claim),
        ("extension", AttributeOrigin.Extension), ("body", AttributeOrigin.Body), ("request", AttributeOrigin.Request), ("value", AttributeOrigin.Constant),
    ];

    // those that say how an answer is to be read, and those that the server sets by itself
    private static readonly FrozenSet<string> NoIdentity = new[]
    {
        "cache-control", "connection", "content-encoding", "content-length", "content-type", "date", "host", "keep-alive", "proxy-authenticate", "retry-after", "server",
        "set-cookie", "te", "trailer", "transfer-encoding", "upgrade", "www-authenticate", "x-pdp-decision", "x-request-id",
    }.ToFrozenSet(StringComparer.OrdinalIgnoreCase);

    private const string TokenProperty = "token";

    private static readonly FrozenSet<string> _credentials = new[] { "authorization", "dpop" }.ToFrozenSet(StringComparer.OrdinalIgnoreCase);

    private readonly DocumentText _document;
    private readonly JsonNode _root;

    private GatewayMapper(JsonNode root, DocumentText document) => (_root, _document) = (root, document);

    public static GatewayDocument? Map(JsonNode root, DocumentText document) =>
        new GatewayMapper(root, document).Map() is { } gateway ? new GatewayDocument(document.File, gateway) : null;

    private Gateway? Map()
    {
        var routes = Routes();
        var subject = Subject();
        var certificate = Certificate();
        var context = Attributes(_root["context"], []) ?? [];
        foreach (var header in Nodes.Members(_root, "identityHeaders").Where(static header => NoIdentity.Contains(header.Name!)))
        {
            _document.Error(DocumentDiagnosticCodes.NotAllowed, header, $"the header {Words.Quote(header.Name!)} cannot tell who asks: it says something else already");
        }

        if (Nodes.Id(_root) is not { } id || subject is null) return null;
        return new Gateway
        {
            Id = id,
            Hosts = Nodes.Texts(_root, "hosts") ?? [],
            Forwarded = Nodes.Text(_root, "forwarded") == "x-original" ? ForwardedHeaders.XOriginal : ForwardedHeaders.XForwarded,
            Subject = subject,
            Certificate = certificate,
            Routes = routes,
            Context = context,
            IgnoresCase = _root["ignoreCase"]?.Kind == JsonKind.True,
            IgnoresTrailingSlash = _root["ignoreTrailingSlash"]?.Kind == JsonKind.True,
            IdentityHeaders =
            [
                .. Nodes.Members(_root, "identityHeaders").Where(static m => m.IsString)
                    .Select(static m => KeyValuePair.Create(m.Name!.ToLowerInvariant(), Part(m.Text))),
            ],
            RemovedHeaders = [.. (Nodes.Texts(_root, "removeHeaders") ?? []).Select(static h => h.ToLowerInvariant())],
            HandledObligations = Ids("handled"),
            MetadataObligations = Ids("metadata"),
            Denied = Nodes.Text(_root, "denied"),
            Location = _document.Location,
        };
    }

    private ImmutableHashSet<string> Ids(string name) =>
        _root["obligations"] is { IsObject: true } node ? (Nodes.Texts(node, name) ?? []).ToImmutableHashSet(StringComparer.Ordinal) : [];

    private GatewaySubject? Subject()
    {
        if (_root["subject"] is not { IsObject: true } node) return null;
        var from = Nodes.Text(node, "from") switch
        {
            "principal" => SubjectOrigin.Principal,
            "metadata" => SubjectOrigin.Metadata,
            "token" => SubjectOrigin.Token,
            "certificate" => SubjectOrigin.Certificate,
            _ => SubjectOrigin.Header,
        };
        Belongs(node, "header", from == SubjectOrigin.Header, isNeeded: true);
        Belongs(node, "trustDomains", from == SubjectOrigin.Principal || (from == SubjectOrigin.Certificate && node["id"] is null), isNeeded: true);
        Belongs(node, "id", from == SubjectOrigin.Certificate, isNeeded: false);
        Belongs(node, "namespace", from == SubjectOrigin.Metadata, isNeeded: false);
        Belongs(node, "payload", from == SubjectOrigin.Metadata, isNeeded: false);
        Belongs(node, "claim", from == SubjectOrigin.Metadata, isNeeded: false);
        Belongs(node, "type", from != SubjectOrigin.Token, isNeeded: true);
        if (node["properties"]?[TokenProperty] is { } stated)
        {
            _document.Error(DocumentDiagnosticCodes.NotAllowed, stated, "a gateway cannot say what is in `token`: only a verified token does", "take the subject from `token`");
        }

        var properties = Attributes(node["properties"], []) ?? [];
        var type = Nodes.Text(node, "type") ?? "";
        if (type.Length == 0 && from != SubjectOrigin.Token) return null;
        return new GatewaySubject(from, type)
        {
            Header = (Nodes.Text(node, "header") ?? "").ToLowerInvariant(),
            Namespace = Nodes.Text(node, "namespace") ?? GatewaySubject.TokenNamespace,
            Payload = Nodes.Text(node, "payload"),
            Claim = Nodes.Text(node, "claim") ?? "sub",
            TrustDomains = Nodes.Texts(node, "trustDomains") ?? [],
            Id = Nodes.Text(node, "id") switch { "subject" => CertificateId.Subject, "thumbprint" => CertificateId.Thumbprint, _ => CertificateId.SpiffeId },
            Properties = properties,
        };
    }

    // where it is of no use it is a mistake: somebody believes that it counts
    private GatewayCertificate? Certificate()
    {
        var from = _root["subject"] is { IsObject: true } subject ? Nodes.Text(subject, "from") : null;
        if (_root["certificate"] is not { } node)
        {
            if (from == "certificate") _document.Error(DocumentDiagnosticCodes.MissingMember, _root, "member `certificate` is missing: a subject from `certificate` needs it");
            return null;
        }

        if (from is not (null or "certificate" or "token"))
            _document.Error(DocumentDiagnosticCodes.MisplacedKeyword, node, $"`certificate` means nothing for a subject from {Words.Quote(from)}");
        if (!node.IsObject || Nodes.Text(node, "form") is not { } name) return null;
        var form = name switch
        {
            "client-cert" => CertificateForm.ClientCert,
            "pem" => CertificateForm.Pem,
            "der" => CertificateForm.Der,
            "source" => CertificateForm.Source,
            _ => CertificateForm.Forwarded,
        };
        var isInOwnHeader = form is CertificateForm.Pem or CertificateForm.Der;
        if (node["header"] is { } header && !isInOwnHeader) _document.Error(DocumentDiagnosticCodes.MisplacedKeyword, header, $"`header` means nothing for the form {Words.Quote(name)}");
        else if (node["header"] is null && isInOwnHeader) _document.Error(DocumentDiagnosticCodes.MissingMember, node, $"member `header` is missing: the form {Words.Quote(name)} needs it");
        foreach (var member in new[] { "hops", "passOver", "proxies" })
        {
            if (node[member] is { } there && form != CertificateForm.Forwarded)
                _document.Error(DocumentDiagnosticCodes.MisplacedKeyword, there, $"{Words.Quote(member)} means nothing for the form {Words.Quote(name)}");
        }

        var hops = Nodes.Integer(node, "hops") ?? 1;
        if (form == CertificateForm.Forwarded && hops is > 1 and <= GatewayCertificate.MostHops && node["proxies"] is null)
        {
            _document.Error(
                DocumentDiagnosticCodes.MissingMember, node, "member `proxies` is missing: with more than one of `hops` it says who may hand certificates on",
                "name the SPIFFE IDs of the proxies before the gateway");
        }

        return new GatewayCertificate(form)
        {
            Proxies = Nodes.Texts(node, "proxies") ?? [],
            Header = form switch
            {
                CertificateForm.Forwarded => "x-forwarded-client-cert",
                CertificateForm.ClientCert => "client-cert",
                CertificateForm.Source => "",
                _ => (Nodes.Text(node, "header") ?? "").ToLowerInvariant(),
            },
            Hops = hops,
            PassesOver = node["passOver"]?.Kind == JsonKind.True,
        };
    }

    private void Belongs(JsonNode node, string member, bool isAllowed, bool isNeeded)
    {
        var from = Nodes.Text(node, "from");
        if (node[member] is { } there && !isAllowed)
        {
            _document.Error(DocumentDiagnosticCodes.MisplacedKeyword, there, $"{Words.Quote(member)} means nothing for a subject from {Words.Quote(from ?? "")}");
        }
        else if (node[member] is null && isAllowed && isNeeded && from is not null)
        {
            _document.Error(DocumentDiagnosticCodes.MissingMember, node, $"member {Words.Quote(member)} is missing: a subject from {Words.Quote(from)} needs it");
        }
    }

    private ImmutableArray<GatewayRoute> Routes()
    {
        var routes = ImmutableArray.CreateBuilder<GatewayRoute>();
        var taken = new Dictionary<string, JsonNode>(StringComparer.Ordinal);
        foreach (var node in Nodes.Elements(_root, "routes"))
        {
            if (!node.IsObject) continue;
            if (Route(node) is not { } route)
            {
                _document.PassOver(node);
                continue;
            }

            foreach (var key in Keys(route))
            {
                if (taken.TryAdd(key, node)) continue;
                _document.Error(
                    DocumentDiagnosticCodes.DuplicateRoute, node["path"] ?? node["grpc"] ?? node, "two routes take the same requests", $"the first is {taken[key].Pointer}");
                break;
            }

            routes.Add(route);
        }

        return routes.ToImmutable();
    }

    // what two routes must not both have: the form of the path with each of the methods
    private IEnumerable<string> Keys(GatewayRoute route)
    {
        if (route.IsGrpc) return [route.Template];
        var ignoresCase = _root["ignoreCase"]?.Kind == JsonKind.True;
        var form = string.Join('/', route.Parts.Select(part => part.Kind switch
        {
            TemplatePartKind.Parameter => "{}",
            TemplatePartKind.Rest => "{*}",
            _ => ignoresCase ? part.Text.ToUpperInvariant() : part.Text,
        }));
        if (_root["ignoreTrailingSlash"]?.Kind == JsonKind.True) form = form.TrimEnd('/');
        return route.Methods.Distinct(StringComparer.Ordinal).Select(method => $"{method} /{form}");
    }

    private GatewayRoute? Route(JsonNode node)
    {
        var grpc = Nodes.Text(node, "grpc");
        var path = Nodes.Text(node, "path");
        if ((grpc is null) == (path is null))
        {
            _document.Error(DocumentDiagnosticCodes.MissingMember, node, "expected one of `path` and `grpc`, " + (grpc is null ? "got none" : "got both"));
            return null;
        }

        var parts = path is { Length: > 0 } ? Read(node["path"]!, PathTemplate.Path) : [];
        var methods = Nodes.Texts(node, "methods");
        if (path is not null && methods is null)
            _document.Error(DocumentDiagnosticCodes.MissingMember, node, "member `methods` is missing", "name the methods, such as `[\"GET\"]`");
        if (grpc is not null && node["methods"] is { } misplaced)
            _document.Error(DocumentDiagnosticCodes.MisplacedKeyword, misplaced, "`methods` means nothing for gRPC: the method stands in `grpc`");
        var names = parts.Where(static p => p.Kind != TemplatePartKind.Literal).Select(static p => p.Text).ToArray();
        var resource = node["resource"] is { IsObject: true } found ? found : null;
        var id = resource?["id"] is { IsString: true } idNode ? Id(idNode, names) : [];
        return new GatewayRoute
        {
            Template = grpc ?? path!,
            Parts = parts,
            IsGrpc = grpc is not null,
            Methods = grpc is null ? methods ?? [] : [],
            AllowsAnonymous = node["anonymous"]?.Kind == JsonKind.True,
            Action = Nodes.Text(node, "action"),
            ResourceType = resource is null ? null : Nodes.Text(resource, "type"),
            ResourceId = id,
            ResourceProperties = resource is null ? null : Attributes(resource["properties"], names),
            Location = _document.Location.Child("routes").Child(node.Index),
        };
    }

    private ImmutableArray<TemplatePart> Id(JsonNode node, string[] names)
    {
        var parts = Read(node, PathTemplate.Id);
        foreach (var part in parts)
        {
            if (part.Kind == TemplatePartKind.Parameter && !names.Contains(part.Text)) UnknownParameter(node, part.Text, names);
        }

        return parts;
    }

    private ImmutableArray<TemplatePart> Read(JsonNode node, TemplateReader read)
    {
        var parts = read(node.Text, out var error);
        if (error is not null) _document.Error(DocumentDiagnosticCodes.Malformed, node, error);
        return parts;
    }

    private void UnknownParameter(JsonNode node, string name, string[] names) => _document.Error(
        DocumentDiagnosticCodes.UnknownParameter, node, $"the path has no part {Words.Quote(name)}",
        Suggestions.DidYouMean(name, names) ?? (names.Length == 0 ? "its template names no part" : $"it has {Words.OneOf(names)}"));

    private ImmutableArray<AttributeMapping>? Attributes(JsonNode? node, string[] names)
    {
        if (node is not { IsObject: true }) return null;
        var attributes = ImmutableArray.CreateBuilder<AttributeMapping>();
        foreach (var member in node.Items)
        {
            if (member.IsObject && Attribute(member, names) is { } attribute) attributes.Add(attribute);
            else _document.PassOver(member);
        }

        return attributes.ToImmutable();
    }

    private AttributeMapping? Attribute(JsonNode node, string[] names)
    {
        var given = Origins.Where(origin => node[origin.Member] is not null).ToArray();
        if (given.Length != 1)
        {
            _document.Error(
                DocumentDiagnosticCodes.MissingMember, node,
                $"expected exactly one of {Words.OneOf([.. Origins.Select(static o => o.Member)])}, got {(given.Length == 0 ? "none" : "several")}");
            return null;
        }

        var (name, from) = given[0];
        var source = node[name]!;
        if (from == AttributeOrigin.Constant)
        {
            if (node["type"] is { } type) _document.Error(DocumentDiagnosticCodes.MisplacedKeyword, type, "`type` means nothing for a `value`");
            return new AttributeMapping(node.Name!, from, "", AttributeForm.Text, JsonValues.ToValue(source));
        }

        if (!source.IsString) return null;
        if (from == AttributeOrigin.Header && Nodes.Text(_root["subject"] ?? _root, "from") == "token" && _credentials.Contains(source.Text))
        {
            _document.Error(DocumentDiagnosticCodes.NotAllowed, source, $"the header {Words.Quote(source.Text)} holds the subject's token, which is no attribute", "policies read the token's claims as `subject.token`");
        }

        if (from == AttributeOrigin.Path && !names.Contains(source.Text)) UnknownParameter(source, source.Text, names);
        var form = Nodes.Text(node, "type") switch
        {
            "integer" => AttributeForm.Integer,
            "number" => AttributeForm.Number,
            "boolean" => AttributeForm.Boolean,
            "list" => AttributeForm.List,
            _ => AttributeForm.Text,
        };
        if (node["type"] is { } misplaced && from is AttributeOrigin.Body or AttributeOrigin.Claim)
            _document.Error(DocumentDiagnosticCodes.MisplacedKeyword, misplaced, $"`type` means nothing for {Words.Quote(name)}, whose values have types");
        return new AttributeMapping(node.Name!, from, from == AttributeOrigin.Header ? source.Text.ToLowerInvariant() : source.Text, form, Value.Null);
    }

    private static IdentityPart Part(string text) => text switch
    {
        "subject.type" => IdentityPart.SubjectType,
        "action.name" => IdentityPart.ActionName,
        "resource.type" => IdentityPart.ResourceType,
        "resource.id" => IdentityPart.ResourceId,
        _ => IdentityPart.SubjectId,
    };

    private delegate ImmutableArray<TemplatePart> TemplateReader(string text, out string? error);
}
