using Pdp.Samples;

var builder = WebApplication.CreateBuilder(args);
DemoAuthentication.Add(builder);
builder.Services.AddProblemDetails();
builder.Services.AddSingleton<DocumentStore>();

builder.Services.AddPdpClient(options =>
{
    builder.Configuration.GetSection("Pdp").Bind(options);

    // the policies demand it of whoever reads confidential documents: without this line they could not be read
    options.Obligations.Understand("log-access");
});
builder.Services.AddPdpAuthorization(options => options.RemoteAddressAttribute = "ip");

var app = builder.Build();
app.MapGet("/health", () => "well").AllowAnonymous();

app.MapGet("/documents/{id}", (string id, DocumentStore documents, HttpContext context) =>
{
    foreach (var obligation in context.GetPdpDecision().Obligations.Where(one => one.Id == "log-access"))
        app.Logger.LogWarning("access to be recorded: {Access}", obligation.Properties);
    return documents.Read(id) is { } text ? Results.Text(text) : Results.NotFound();
}).RequirePdp("document", "read");

app.MapPut("/documents/{id}", async (string id, HttpRequest request, DocumentStore documents) =>
{
    using var reader = new StreamReader(request.Body);
    documents.Write(id, await reader.ReadToEndAsync());
    return Results.NoContent();
}).RequirePdp("document", "edit");

app.Run();
