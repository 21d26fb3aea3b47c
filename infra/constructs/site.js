// What CloudFront does itself of a request for a page (CloudFront Functions, runtime 2.0).
var ENTRANCES = ['/docs', '/health', '/health/ready'];

function handler(event) {
  var request = event.request;
  if (ENTRANCES.indexOf(request.uri) >= 0) {
    return { statusCode: 302, statusDescription: 'Found', headers: { location: { value: '/api/v1' + request.uri } } };
  }
  // A file lies in assets/ or beside the index and has an ending; all else is a place within the console.
  if (!/^\/assets\/|^\/[^/]+\.[a-z0-9]+$/i.test(request.uri)) request.uri = '/index.html';
  return request;
}
