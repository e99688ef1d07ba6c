using Pdp.Samples;
using Yarp.ReverseProxy.Transforms;

const string Address = "ReverseProxy:Clusters:documents:Destinations:backend:Address";

var builder = WebApplication.CreateBuilder(args);
await using var backend = await Backend.StartAsync(builder.Configuration[Address]!);
builder.Configuration[Address] = backend.Urls.First();

DemoAuthentication.Add(builder);
builder.Services.AddPdpClient(options =>
{
    builder.Configuration.GetSection("Pdp").Bind(options);
    options.Obligations.Handle("log-access", (obligation, _, _) =>
    {
        Console.Error.WriteLine($"access to be recorded: {obligation.Properties}");
        return ValueTask.CompletedTask;
    });
});
builder.Services.AddPdpAuthorization(options => options.RemoteAddressAttribute = "ip");
builder.Services.AddReverseProxy()
    .LoadFromConfig(builder.Configuration.GetSection("ReverseProxy"))
    .AddTransforms(transforms => transforms.AddRequestTransform(context =>
    {
        // what a caller says of itself must not get through: only the gateway says who it is
        context.ProxyRequest.Headers.Remove("x-user");
        context.ProxyRequest.Headers.Remove("x-demo-user");
        if (context.HttpContext.User.FindFirst("sub") is { } subject) context.ProxyRequest.Headers.Add("x-user", subject.Value);
        return ValueTask.CompletedTask;
    }));

var app = builder.Build();
app.MapGet("/health", () => "well").AllowAnonymous();
app.MapReverseProxy();
app.Run();
